"""How long a stepper's step and a playground's change take until the new picture is on the page.

    python benchmarks/drawing_in_browser.py

JupyterLab and a headless Chromium are started for it, as the browser tests do. The clock is the
browser's own: from the click to the new picture, decoded; for the playground the kernel's work and
the way there and back are part of it.
"""

import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(ROOT / "tools"), str(ROOT / "tests" / "browser")]

from playwright.sync_api import sync_playwright  # noqa: E402

import conftest as harness  # noqa: E402

STEPPER = """\
import minigrad as torch
a = torch.tensor([2.0, 3.0], requires_grad=True)
b = torch.tensor([6.0, 4.0], requires_grad=True)
Q = 3*a**3 - b**2
torch.step(Q, gradient=[1, 1])"""
PLAYGROUND = """\
import minigrad as torch
torch.playground("3*a**3 - b**2", a=[2, 3], b=[6, 4])"""

STEP = """async () => {
  const root = document.querySelector('.minigrad-stepper');
  const image = root.querySelector('img');
  const next = [...root.querySelectorAll('button')].find(b => b.textContent === 'Next');
  const start = performance.now();
  next.click();
  await image.decode();
  return performance.now() - start;
}"""
CHANGE = """async () => {
  const cell = document.querySelector('.jp-OutputArea');
  const box = [...cell.querySelectorAll('label')]
    .find(label => label.textContent.includes('a.requires_grad')).querySelector('input');
  const before = cell.querySelector('img').src;
  const start = performance.now();
  box.click();
  while (true) {
    const image = cell.querySelector('img');
    if (image && image.src !== before) { await image.decode(); break; }
    await new Promise(go => setTimeout(go, 1));
  }
  return performance.now() - start;
}"""


def stored(source: str) -> str:
    """A notebook of one cell."""
    cell = {"cell_type": "code", "id": "only", "source": source, "metadata": {}}
    cell |= {"execution_count": None, "outputs": []}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def measured() -> dict[str, list[float]]:
    """Milliseconds, several of each."""
    found = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        (root / "notebooks").mkdir()
        (root / "notebooks" / "step.ipynb").write_text(stored(STEPPER), encoding="utf-8")
        (root / "notebooks" / "play.ipynb").write_text(stored(PLAYGROUND), encoding="utf-8")
        shutil.copytree(ROOT / "tools", root / "tools")
        shutil.copy2(ROOT / "lab_config.py", root)
        with harness.serve(root) as course, sync_playwright() as playwright:
            path = next(filter(None, map(shutil.which, harness.CHROMIUM_NAMES)))
            browser = playwright.chromium.launch(executable_path=path, args=harness.FLAGS)
            for name, script, times in (("step", STEP, 6), ("play", CHANGE, 20)):
                page = harness.NotebookPage(browser.new_page())
                page.page.goto(course.url(f"lab/tree/notebooks/{name}.ipynb"))
                page.wait_for_notebook(f"{name}.ipynb")
                page.run_all()
                page.cell("only")
                page.page.wait_for_timeout(1_000)
                found[name] = [page.page.evaluate(script) for _ in range(times)]
            browser.close()
            course.end_kernels()
    return found


def main() -> None:
    found = measured()
    for key, name in (("step", "a step of the stepper"), ("play", "a change in the playground")):
        times = found[key]
        print(
            f"{name:<30} {statistics.median(times):8.1f} ms (from {min(times):.1f} to "
            f"{max(times):.1f})   target    100 ms"
        )


if __name__ == "__main__":
    main()
