"""minigrad as a wheel whose bytes depend on its files alone: no build tool, no dates."""

from __future__ import annotations

import base64
import hashlib
import io
import tomllib
import zipfile
from pathlib import Path

METADATA = """Metadata-Version: 2.4
Name: {name}
Version: {version}
Summary: {summary}
License-Expression: {license}
Requires-Python: {python}
"""
WHEEL = """Wheel-Version: 1.0
Generator: minigrad
Root-Is-Purelib: true
Tag: py3-none-any
"""


def build(root: Path) -> tuple[str, bytes]:
    """Return the file name and the content of the wheel of the project in `root`."""
    told = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    about = told["project"]
    stem = f"{about['name'].replace('-', '_')}-{about['version']}"
    patterns = ["**/*.py", *told["tool"]["setuptools"]["package-data"]["minigrad"]]
    found = {path for pattern in patterns for path in (root / "minigrad").glob(pattern)}
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(found)}
    info = f"{stem}.dist-info"
    files[f"{info}/licenses/LICENSE"] = (root / "LICENSE").read_bytes()
    files[f"{info}/METADATA"] = METADATA.format(
        name=about["name"],
        version=about["version"],
        summary=about["description"],
        license=about["license"],
        python=about["requires-python"],
    ).encode()
    files[f"{info}/WHEEL"] = WHEEL.encode()
    record = [f"{path},{_digest(data)},{len(data)}" for path, data in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""]).encode()
    return f"{stem}-py3-none-any.whl", zipped(files)


def zipped(files: dict[str, bytes]) -> bytes:
    """Return an archive of these files; the same files give the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path)  # 1980-01-01
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path], compresslevel=9)
    return held.getvalue()


def _digest(data: bytes) -> str:
    digest = hashlib.sha256(data).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")
