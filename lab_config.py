"""JupyterLab for this course: the one place of its settings.

`make lab` starts it with --config=lab_config.py, and so do the hubs, which name a folder of their
own. Nothing here is needed to run a notebook: it only opens the right page, keeps links between
notebooks and pictures working, and leaves the network alone.
"""

from pathlib import Path

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpec, KernelSpecManager

root = Path(__file__).resolve().parent
settings = root / "tools" / "lab_settings"
# JupyterLab defines get_config while it reads this file.
c = get_config()  # type: ignore[name-defined]  # noqa: F821

# The student's copy of the course, which tools/lab.py makes; before that the course itself. Links
# such as ../_attachments/picture.svg work only if the whole of it is served.
mine = root / "my-course"
c.ServerApp.root_dir = str(mine if mine.is_dir() else root)
c.LabApp.default_url = "/lab/tree/notebooks/00_summary.ipynb"

# No news, no update checks, no list of extensions from the network.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"

# Looking for language servers starts npm and others, which write into the home folder.
c.LanguageServerManager.autodetect = False

# Say the address and what goes wrong, not every step (make lab ARGS=--debug says all).
c.Application.log_level = "WARN"

# What Lab looks like before a student changes anything, and what the course adds to its page.
c.LabApp.app_settings_dir = str(settings)
c.LabApp.extra_labextensions_path = [str(settings / "labextensions")]
c.LabApp.expose_app_in_browser = True


class CourseKernels(KernelSpecManager):
    """The kernel python3 is this server's own Python, with what a student's notebook needs."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The kernel of this name; IPython starts it also where the extension can't be loaded."""
        if kernel_name != NATIVE_KERNEL_NAME:
            return super().get_kernel_spec(kernel_name)
        from ipykernel.kernelspec import RESOURCES, get_kernel_dict

        made = get_kernel_dict(extra_arguments=["--ext=minigrad.course.working"])
        return self.kernel_spec_class(resource_dir=RESOURCES, **made)


c.ServerApp.kernel_spec_manager_class = CourseKernels
