"""What `pip wheel .` packs: the package as it is now, and nothing else."""

import shutil
import subprocess
import sys
import zipfile

import pytest

from environment import ROOT

BUILD = "import setuptools.build_meta as backend; backend.build_wheel('wheels')"


@pytest.mark.slow
def test_a_wheel_from_a_used_checkout_holds_the_package_only(tmp_path):
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    unpacked = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in ("minigrad", "tools/lab_settings"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=unpacked)
    site = tmp_path / "build" / "site" / "index.html"
    left = ["build/lib/minigrad/deleted.py", "build/lib/tests/test_deleted.py"]
    left += ["build/bdist.linux-x86_64/wheel/minigrad/deleted.py", "tests/test_x.py"]
    for path in (site, *map(tmp_path.joinpath, left)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    subprocess.run([sys.executable, "-c", BUILD], cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = (tmp_path / "wheels").glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = (path for path in (tmp_path / "minigrad").rglob("*") if path.is_file())
    assert packed == {path.relative_to(tmp_path).as_posix() for path in files}
    assert site.exists()
