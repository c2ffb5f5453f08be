"""What pyproject.toml can't say: a wheel holds nothing that an earlier build left in build/."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build import build


class FreshBuild(build):
    """setuptools copies what is new into build/, and packs all that lies there."""

    def run(self) -> None:
        """Remove its own folders first; the site and the manual are in build/ too."""
        for folder in (self.build_lib, *Path(self.build_base).glob("bdist.*")):
            shutil.rmtree(folder, ignore_errors=True)
        super().run()


setup(cmdclass={"build": FreshBuild})
