"""What goes wrong in a browser: a message says what happened and what to do; no work is lost."""

import json

import pytest
from playwright.sync_api import expect

import makesite
from website import pages
from website.pages import opened

pytestmark = pytest.mark.browser

SUMMARY = opened("notebooks/00_summary.ipynb")
NUMPY = "static/pyodide/numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl"
SETTLED = "() => navigator.serviceWorker.controller !== null"


def test_no_webassembly(browser, visit, tmp_path):
    window = browser.start(tmp_path / "old", "--js-flags=--jitless")
    for path in ("", "lab/index.html"):
        page = visit(path, window)
        said = page.message("no-webassembly")
        assert "has no WebAssembly" in said and "open the course in a current" in said
    page.picture("fault-no-webassembly")


def test_storage_blocked(browser, visit, tmp_path):
    profile = tmp_path / "private"
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (profile / "Default").mkdir(parents=True)
    (profile / "Default" / "Preferences").write_text(json.dumps(settings), encoding="utf-8")
    notebook = visit(SUMMARY, browser.start(profile))
    said = notebook.message("storage-blocked")
    assert "does not let the site store anything" in said and "File > Download" in said
    # Without a store the course still runs.
    notebook.page.get_by_role("button", name="Close this message").click()
    notebook.wait_for_kernel()
    notebook.run_cell("first-picture")
    expect(notebook.cell("first-picture").locator("img")).to_be_visible()
    notebook.picture("fault-storage-blocked")


def test_storage_full(visit, served):
    page = visit()
    session = page.page.context.new_cdp_session(page.page)
    origin = served.url.rstrip("/")
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1_000_000})
    notebook = visit("lab/index.html")
    shown = notebook.page.locator("[data-message='storage-full']")
    for _ in range(3):  # the browser may still be counting what the first visit has stored
        notebook.page.wait_for_timeout(8000)
        if shown.is_visible():
            break
        notebook.page.reload()
    said = notebook.message("storage-full")
    assert "is full" in said and "Download your notebooks" in said
    notebook.picture("fault-storage-full")


def test_a_missing_file(visit, own):
    first = visit(server=own)
    first.page.wait_for_function(SETTLED)
    own.missing.add(NUMPY)
    notebook = visit(SUMMARY, server=own)
    said = notebook.message("file-missing", 60)
    assert f"A file of the site is missing: {NUMPY}" in said and "Reload the page" in said
    notebook.picture("fault-file-missing")


def test_a_missing_script(visit, own):
    own.missing.add("build/lab/bundle.js")
    page = visit("lab/index.html", server=own)
    assert "build/lab/bundle.js" in page.message("file-missing")


def test_a_damaged_file(visit, own):
    first = visit(server=own)
    first.page.wait_for_function(SETTLED)
    path = own.folder / NUMPY
    data = bytearray(path.read_bytes())
    data[1_000_000] ^= 1
    path.write_bytes(data)
    notebook = visit(SUMMARY, server=own)
    said = notebook.message("file-damaged", 60)
    assert NUMPY in said and "was not used" in said
    notebook.picture("fault-file-damaged")


def test_an_old_version_after_an_update(visit, own, site):
    first = visit(server=own)
    first.page.wait_for_function(SETTLED)
    visit(SUMMARY, server=own).wait_for_kernel()
    new = dict(site)
    new["index.html"] = site["index.html"].replace(b"<h1>minigrad</h1>", b"<h1>Next term</h1>")
    makesite.write(pages.seal(new), own.folder)
    # One version at a time: the old one, whole, until the reader agrees.
    page = visit(server=own)
    expect(page.page.get_by_role("heading", name="minigrad")).to_be_visible()
    assert "There is a new version of the course" in page.message("updated")
    page.picture("fault-updated")
    page.page.get_by_role("button", name="Reload now").click()
    expect(page.page.get_by_role("heading", name="Next term")).to_be_visible()
    # What did not change was not fetched again.
    own.asked.clear()
    visit(SUMMARY, server=own).wait_for_kernel()
    assert [path for path in own.asked if path.endswith((".whl", ".wasm"))] == []


def test_a_second_visit_needs_no_network(visit, own):
    notebook = visit(SUMMARY, server=own)
    notebook.run_all()
    notebook.page.wait_for_function(SETTLED)
    notebook.page.wait_for_timeout(2000)  # let the worker keep what had come before it
    notebook.page.close()
    own.shutdown()
    own.server_close()
    again = visit(SUMMARY, server=own)
    state = again.run_all()
    assert again.errors(state) == []


KEPT = """async () => {
  const answer = await fetch('../static/pyodide/compiled');
  const kept = new TextDecoder('latin1').decode(await answer.arrayBuffer());
  return kept.includes('IPython/core/completerlib.py');  // the kernel's last
}"""
TAKEN = """
from importlib.machinery import SourceFileLoader
names = SourceFileLoader.source_to_code.__globals__
print(len(names["known"]) > 500, [path for path in names["made"] if "IPython" in path])"""


def test_a_second_visit_does_not_compile_python_again(visit):
    notebook = visit(SUMMARY)
    notebook.wait_for_kernel()
    for _ in range(45):  # (wait_for_function takes a promise for an answer)
        if notebook.page.evaluate(KEPT):
            break
        notebook.page.wait_for_timeout(2000)
    notebook.page.close()
    again = visit(SUMMARY)
    again.wait_for_kernel()
    again.set_source("first-picture", TAKEN)
    again.run_cell("first-picture")
    (said,) = again.outputs("first-picture")
    assert said["text"] == "True []\n"


def test_a_tab_closed_in_the_middle(visit):
    notebook = visit(SUMMARY)
    notebook.wait_for_kernel()
    notebook.set_source("first-picture", "print('half of a thought')")
    notebook.page.on("dialog", lambda dialog: dialog.accept())
    with notebook.page.expect_event("close"):
        notebook.page.close(run_before_unload=True)
    again = visit(SUMMARY)
    said = again.message("left-open")
    assert "00_summary.ipynb" in said and "Run All Cells" in said
    again.picture("fault-tab-closed")
    assert "half of a thought" in json.dumps(
        again.page.evaluate("() => jupyterapp.shell.currentWidget.content.model.toJSON()")
    )
