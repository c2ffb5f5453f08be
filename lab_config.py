"""JupyterLab for this course; `make lab` starts it with --config=lab_config.py.

Nothing here is needed to run a notebook: it only opens the right page, keeps links between
notebooks and pictures working, and leaves the network alone.
"""

from pathlib import Path

root = Path(__file__).resolve().parent
# JupyterLab defines get_config while it reads this file.
c = get_config()  # type: ignore[name-defined]  # noqa: F821

# Links such as ../_attachments/picture.svg work only if the whole repository is served.
c.ServerApp.root_dir = str(root)
c.LabApp.default_url = "/lab/tree/notebooks/00_summary.ipynb"

# No news, no update checks, no list of extensions from the network.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"

# Looking for language servers starts npm and others, which write into the home folder.
c.LanguageServerManager.autodetect = False

# Say the address and what goes wrong, not every step (make lab ARGS=--debug says all).
c.Application.log_level = "WARN"

# What Lab looks like before a student changes anything.
c.LabApp.app_settings_dir = str(root / "tools" / "lab_settings")

# The course's part of the page: saving, widgets without their kernel, the look at any width.
c.LabApp.extra_labextensions_path = [str(root / "tools" / "lab_settings" / "labextensions")]
