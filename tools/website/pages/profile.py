"""Run in a browser before a kernel's shell is made: it is to be one of the working edition."""

from pathlib import Path

profile = Path.home() / ".ipython" / "profile_default"
profile.mkdir(parents=True, exist_ok=True)
loads = 'c.InteractiveShellApp.extensions = ["minigrad.course.working"]\n'
(profile / "ipython_config.py").write_text(loads, encoding="utf-8")
