"""A JupyterHub with the course preloaded, for trying out and for a class in one room.

tools/classroom.py starts it, and says through the environment where things are. Each student gets
a folder with a copy of the course and, where the hub may do that (started by root), a user number
of their own, so that nobody can read another's files. Not for the open internet: there is no
encryption here, and no limit on what a student's code may use.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from secrets import compare_digest
from typing import Any

from jupyterhub.auth import Authenticator
from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import Dict, Integer

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from folders import Folder  # noqa: E402
from handout import give, hand_out  # noqa: E402

FOLDER = Path(os.environ["CLASSROOM_FOLDER"])
FIRST_NUMBER = 61_000  # user numbers that no ordinary system gives to an account
APART = bool(os.environ["CLASSROOM_APART"])  # each student a user of its own; needs root


class ClassList(Authenticator):
    """Names and passwords from a file that the launcher keeps."""

    passwords = Dict(help="the password of each student").tag(config=True)

    async def authenticate(self, handler: Any, data: dict[str, str]) -> str | None:
        """The name, if the password is that student's."""
        expected = self.passwords.get(data["username"])
        given = data["password"]
        if expected and compare_digest(expected.encode(), given.encode()):
            return data["username"]
        return None


class StudentSpawner(SimpleLocalProcessSpawner):
    """One server a student, in the student's own folder and, for root, as a user of its own."""

    number = Integer(help="the user number that the server runs under")

    @property
    def jupyter(self) -> str:
        """Where the student's Jupyter keeps what it knows, such as which notebooks are trusted."""
        return f"{self.home_dir}/.local/share/jupyter"

    async def start(self) -> tuple[str, int]:
        """Hand out the course, then start the server, whatever lies in the student's folder."""
        home = Path(self.home_dir)
        if APART:
            self.number = FIRST_NUMBER + self.user.id
        try:
            with Folder.at(home.parent) as homes, homes.folder(home.name, True, 0o700) as mine:
                if APART:
                    give(mine, self.number)
                mine.close_to_others()
            told = await asyncio.to_thread(
                hand_out, home / "minigrad", ROOT, jupyter=Path(self.jupyter)
            )
        except OSError as error:
            told = [f"the course could not be copied: {error}"]
        for sentence in told:
            self.log.warning("%s: %s", self.user.name, sentence)
        return await super().start()

    def make_preexec_fn(self, name: str) -> Any:
        """What the new process does first: become the student, and nobody else."""
        home, number = self.home_dir, self.number

        def preexec() -> None:
            if APART:
                os.setgroups([])
                os.setgid(number)
                os.setuid(number)
            os.chdir(home)

        return preexec

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """The student's name and home; LOGNAME, because a bare number has no account."""
        env = super().user_env(env)
        env["LOGNAME"] = self.user.name
        env["JUPYTER_DATA_DIR"] = self.jupyter
        return env


c = get_config()  # type: ignore[name-defined]  # noqa: F821

students = json.loads((FOLDER / "students.txt").read_text(encoding="utf-8"))
c.JupyterHub.bind_url = f"http://127.0.0.1:{os.environ['CLASSROOM_PORT']}"
c.JupyterHub.hub_port = int(os.environ["CLASSROOM_HUB_PORT"])
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{os.environ['CLASSROOM_PROXY_PORT']}"
c.ConfigurableHTTPProxy.command = json.loads(os.environ["CLASSROOM_PROXY"])
c.JupyterHub.cookie_secret_file = str(FOLDER / "cookie-secret")
c.JupyterHub.db_url = f"sqlite:///{FOLDER / 'hub.sqlite'}"
c.ConfigurableHTTPProxy.pid_file = str(FOLDER / "proxy.pid")
c.JupyterHub.log_level = "WARN"

c.JupyterHub.authenticator_class = ClassList
c.ClassList.passwords = students
c.Authenticator.allowed_users = set(students)

c.JupyterHub.spawner_class = StudentSpawner
c.SimpleLocalProcessSpawner.home_dir_template = str(FOLDER / "homes" / "{username}")
c.Spawner.cmd = [str(Path(sys.executable).with_name("jupyterhub-singleuser"))]
c.Spawner.notebook_dir = "~/minigrad"
c.Spawner.default_url = "/lab/tree/notebooks/00_summary.ipynb"
c.Spawner.args = [f"--config={ROOT / 'lab_config.py'}", *json.loads(os.environ["CLASSROOM_LAB"])]
c.Spawner.http_timeout = c.Spawner.start_timeout = 60
