"""The benchmarks run, and compare gradients before they time anything. Nothing is timed here."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
QUICK = ("seed", "expression", "chain", "chain-number", "mlp-small", "mlp-medium", "matmul")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / "run.py"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )


@pytest.fixture
def measure(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("measure")


def test_a_smoke_run_prints_its_table(tmp_path: Path) -> None:
    out = tmp_path / "numbers.json"
    done = run("--smoke", "--only", ",".join(QUICK), "--only", "import", "--json", str(out))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "say nothing about speed" in done.stdout
    assert done.stdout.count("\n") >= len(QUICK) + 3
    rows = json.loads(out.read_text(encoding="utf-8"))["rows"]
    assert [row["name"] for row in rows] == [*QUICK, "import"]


def test_an_unknown_name_lists_the_known_ones() -> None:
    done = run("--only", "sede")
    assert done.returncode != 0
    assert "no workload named sede" in done.stderr
    assert "seed" in done.stderr


def test_a_wrong_gradient_is_found(measure: ModuleType) -> None:
    right = np.array([1.0, 2.0])
    runs = {"numpy": lambda: [right], "minigrad": lambda: [right * 1.01]}
    assert measure.disagreements(runs) == ["minigrad: gradient 0 is not what the others compute"]
    runs["minigrad"] = lambda: [right * (1 + 1e-12)]
    assert not measure.disagreements(runs)
    runs["minigrad"] = lambda: [right[None]]
    assert measure.disagreements(runs)
