"""How it is measured: interleaved rounds, the median of their ratios, gradients compared first."""

import gc
import importlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from workload import Run, Workload

ROUND_SECONDS = 0.02  # a contestant repeats its call until a round lasts about this long


def prepared(workload: Workload, minigrad: Any, torch: Any | None) -> dict[str, Run]:
    """The contestants of a workload, ready to run."""
    runs = {"minigrad": workload.prepare(minigrad), "numpy": workload.by_hand()}
    if torch is not None:
        runs["pytorch"] = workload.prepare(torch)
    for name, prepare in workload.others.items():
        if available(name) is not None:
            runs[name] = prepare()
    return runs


def disagreements(runs: dict[str, Run]) -> list[str]:
    """Compare every contestant's first gradients; a fast wrong answer is worth nothing."""
    found = []
    first = {who: [as_array(gradient) for gradient in run()] for who, run in runs.items()}
    reference = first["pytorch"] if "pytorch" in first else first["numpy"]
    for who, gradients in first.items():
        for place, (expected, got) in enumerate(zip(reference, gradients, strict=True)):
            tolerance = 1e-3 if "float32" in (str(expected.dtype), str(got.dtype)) else 1e-8
            scale = float(np.abs(expected).max())
            if expected.shape != got.shape or not np.allclose(
                got, expected, rtol=tolerance, atol=tolerance * scale
            ):
                found.append(f"{who}: gradient {place} is not what the others compute")
    return found


def as_array(gradient: Any) -> np.ndarray:
    return np.array(gradient.numpy() if hasattr(gradient, "numpy") else gradient)


def timed(run: Run, times: int) -> float:
    """Seconds a call."""
    start = time.perf_counter()
    for _ in range(times):
        run()
    return (time.perf_counter() - start) / times


def interleaved(
    runs: dict[str, Run], rounds: int, progress: Callable[[str], None]
) -> dict[str, list[float]]:
    """Seconds a call for each contestant in each round.

    A machine is faster at one moment than at another, so all contestants run in every round, and
    only times of one round are compared. The garbage collector stays on.
    """
    times = {who: calls_in_a_round(run) for who, run in runs.items()} if rounds > 1 else {}
    seconds: dict[str, list[float]] = {who: [] for who in runs}
    order = list(runs)
    for number in range(rounds):
        progress(f"round {number + 1} of {rounds}")
        for who in order:
            seconds[who].append(timed(runs[who], times.get(who, 1)))
        order = order[1:] + order[:1]
    return seconds


def calls_in_a_round(run: Run) -> int:
    """How many calls fill a round; also warms up."""
    once = min(timed(run, 1) for _ in range(2))
    return max(1, round(ROUND_SECONDS / max(once, 1e-7)))


def ratio(one: list[float], other: list[float]) -> float:
    """The median of the rounds' ratios."""
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


def freeze_what_was_imported() -> None:
    """Let the collector skip the objects that imports made.

    PyTorch brings hundreds of thousands; without this a collection that minigrad's own nodes set
    off would scan them all, which never happens to somebody who uses minigrad alone.
    """
    gc.collect()
    gc.freeze()


IMPORT_TIME = """
import time, numpy
start = time.perf_counter()
import {module}
print(time.perf_counter() - start)
"""


def import_seconds(module: str, processes: int) -> float:
    """How long importing a module takes once NumPy is there: the median of several processes."""
    return statistics.median(
        float(in_fresh_process(IMPORT_TIME.format(module=module))) for _ in range(processes)
    )


# Resident memory is counted the same way for every contestant: PyTorch's nodes live where no tool
# for Python's memory sees them.
MEMORY = """
import gc, os, subprocess
from pathlib import Path
import numpy
import {module} as torch

def resident():
    gc.collect()
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        shown = subprocess.run(["ps", "-o", "rss=", "-p", str(os.getpid())], capture_output=True)
        return int(shown.stdout) * 1024

def build(nodes):
    x = torch.tensor({start}, requires_grad=True)
    y = x
    for _ in range(nodes):
        y = y * {factor}
    return y

build(1000)
before = resident()
kept = build({nodes})
print((resident() - before) / {nodes})
"""


def bytes_per_node(module: str, start: str, factor: str, nodes: int) -> float | None:
    """Memory that a recorded chain takes, for each of its nodes; None where it cannot be seen."""
    if os.name != "posix":
        return None
    program = MEMORY.format(module=module, start=start, factor=factor, nodes=nodes)
    return float(in_fresh_process(program))


# The same nodes in many chains and in one: does a node of a long chain still take the same time?
# The sum over all of the short chains, not their median: the garbage collector comes by only now
# and then, and its time belongs to the nodes that called for it.
SCALING = """
import time
import numpy
import {module} as torch

def seconds(nodes):
    x = torch.tensor([1.0, 1.0], requires_grad=True)
    start = time.perf_counter()
    y = x
    for _ in range(nodes):
        y = y * x
    y.backward(torch.tensor([1.0, 1.0]))
    del y
    return (time.perf_counter() - start) / nodes

seconds(1000)
short = [seconds(10_000) for _ in range({nodes} // 10_000)]
print(sum(short) / len(short), seconds({nodes}))
"""


def seconds_per_node(module: str, nodes: int) -> tuple[float, float]:
    """Forward, backward and freeing, for each of `nodes` nodes: in chains of 10,000, in one."""
    short, long = in_fresh_process(SCALING.format(module=module, nodes=nodes)).split()
    return float(short), float(long)


def in_fresh_process(program: str) -> str:
    # With compiled files, as everybody runs it but for the very first time.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment
    )
    if done.returncode:
        sys.exit(f"A measuring process failed:\n{done.stderr}")
    return done.stdout


def available(module: str) -> Any | None:
    """The module, or None where it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        return None
