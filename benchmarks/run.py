"""Speed and memory of minigrad, beside NumPy written by hand and beside PyTorch.

    python benchmarks/run.py                     everything, a few minutes
    python benchmarks/run.py --only seed,chain   some of it
    python benchmarks/run.py --smoke             does it all still run? no timing claims

A ratio below 1 means that minigrad takes less. Gradients are compared before anything is timed;
if they differ, nothing is timed and the exit status is 1. A target that is not met fails nothing.
"""

import os

# One thread, for everybody; the libraries read these when they are loaded.
# ruff: noqa: E402
for variable in ("OMP_NUM", "OPENBLAS_NUM", "MKL_NUM", "VECLIB_MAXIMUM"):
    os.environ[f"{variable}_THREADS"] = "1"

import argparse
import json
import platform
import statistics
import sys
from pathlib import Path
from typing import Any

import measure
import numpy as np
from workload import Workload
from workloads import WORKLOADS

EXTRAS = {
    "import": "import, over NumPy's own",
    "memory": "bytes a node, by a number",
    "memory-tensors": "bytes a node, of tensors",
    "scaling": "a node of 1,000,000 / of 10,000",
    "scaling-memory": "the same, in memory",
}
TARGETS = {
    "import": 0.020,
    "memory": 250,
    "memory-tensors": 450,
    "scaling": 1.6,
    "scaling-memory": 1.6,
}
UNITS = {"import": "s", "memory": "B", "memory-tensors": "B", "scaling": "×", "scaling-memory": "×"}
CHAINS = {"memory": ("1.0", "1.0001"), "memory-tensors": ("[1.0, 1.0]", "x")}


def progress(words: str) -> None:
    """One line that overwrites itself, where somebody is watching."""
    if sys.stderr.isatty():
        print(f"\r\033[K{words}", end="", file=sys.stderr, flush=True)


def duration(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    for unit, size in {"s": 1.0, "ms": 1e-3}.items():
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} µs"


def amount(value: float | None, unit: str) -> str:
    """A number as the table shows it."""
    if value is None:
        return "-"
    return duration(value) if unit == "s" else f"{value:.{0 if unit == 'B' else 2}f} {unit}"


def verdict(value: float | None, target: float | None, unit: str) -> str:
    """What was aimed at, and whether it was reached."""
    if value is None or target is None:
        return ""
    return f"{'met' if value <= target else 'not met'}: {amount(target, unit)}"


def timings(workload: Workload, minigrad: Any, torch: Any | None, rounds: int) -> dict[str, Any]:
    """One row: median times, and the ratios that they were measured for."""
    progress(f"{workload.name}: comparing gradients")
    runs = measure.prepared(workload, minigrad, torch)
    wrong = measure.disagreements(runs)
    if wrong:
        return {"name": workload.name, "what": workload.what, "wrong": wrong}
    seconds = measure.interleaved(runs, rounds, lambda words: progress(f"{workload.name}: {words}"))
    row: dict[str, Any] = {"name": workload.name, "what": workload.what}
    row["seconds"] = {who: statistics.median(found) for who, found in seconds.items()}
    row["x numpy"] = measure.ratio(seconds["minigrad"], seconds["numpy"])
    row["target numpy"] = workload.target_numpy
    if torch is not None:
        row["x pytorch"] = measure.ratio(seconds["minigrad"], seconds["pytorch"])
        row["target pytorch"] = workload.target_pytorch
    row["others"] = {who: measure.ratio(seconds["minigrad"], seconds[who]) for who in others(runs)}
    return row


def others(runs: dict[str, Any]) -> list[str]:
    """Contestants without a column of their own."""
    return [who for who in runs if who not in ("minigrad", "numpy", "pytorch")]


def extra(name: str, torch: Any | None, smoke: bool) -> dict[str, Any]:
    """Import time, memory and growth: measured in processes of their own."""
    row: dict[str, Any] = {"name": name, "what": EXTRAS[name], "target": TARGETS[name]}
    for who, module in (("minigrad", "minigrad"), ("pytorch", "torch")):
        if who == "pytorch" and (torch is None or name == "scaling"):
            continue  # PyTorch frees a graph of 1,000,000 nodes by recursion, which may end badly
        progress(f"{name}: {module}")
        row[who] = measured(name, module, smoke)
    return row


def measured(name: str, module: str, smoke: bool) -> float | None:
    """One number: seconds, bytes, or how much a node takes in a long graph over a short one."""
    many = 20_000 if smoke else 1_000_000
    if name == "import":
        return measure.import_seconds(module, 1 if smoke else 15 if module == "minigrad" else 3)
    if name in CHAINS:
        return measure.bytes_per_node(module, *CHAINS[name], 20_000 if smoke else 200_000)
    if name == "scaling":
        short, long = measure.seconds_per_node(module, many)
        return long / short
    chain = CHAINS["memory-tensors"]
    bytes_short = measure.bytes_per_node(module, *chain, 10_000)
    bytes_long = measure.bytes_per_node(module, *chain, many)
    return bytes_long / bytes_short if bytes_short and bytes_long else None


def cells(row: dict[str, Any]) -> list[str]:
    """A row of the table, as text."""
    if "wrong" in row:
        return [row["what"], "WRONG GRADIENT", "", "", "", "", ""]
    if "seconds" in row:
        times = [duration(row["seconds"].get(who)) for who in ("minigrad", "numpy", "pytorch")]
        ratios = [row["x numpy"], row.get("x pytorch")]
        targets = [
            verdict(row["x numpy"], row.get("target numpy"), "× NumPy"),
            verdict(row.get("x pytorch"), row.get("target pytorch"), "× PyTorch"),
        ]
    else:
        unit = UNITS[row["name"]]
        times = [amount(v, unit) for v in (row["minigrad"], None, row.get("pytorch"))]
        known = row["minigrad"] is not None and row.get("pytorch") and unit != "×"
        ratios = [None, row["minigrad"] / row["pytorch"] if known else None]
        targets = [verdict(row["minigrad"], row.get("target"), unit)]
    shown = ["-" if ratio is None else f"{ratio:.2f}" for ratio in ratios]
    return [row["what"], *times, *shown, ", ".join(target for target in targets if target)]


def table(rows: list[dict[str, Any]]) -> str:
    """Everything under one head, in columns."""
    head = ["workload", "minigrad", "NumPy by hand", "PyTorch", "× NumPy", "× PyTorch", "target"]
    lines = [head] + [cells(row) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    out = []
    for number, line in enumerate(lines):
        pairs = list(zip(line, widths, strict=True))
        first, *middle, last = pairs
        padded = [first[0].ljust(first[1]), *(text.rjust(width) for text, width in middle), last[0]]
        out.append("  ".join(padded).rstrip())
        if number == 0:
            out.append("-" * (sum(widths) + 2 * (len(head) - 1)))
    return "\n".join(out)


def arguments(given: list[str]) -> argparse.Namespace:
    names = [workload.name for workload in WORKLOADS] + list(EXTRAS)
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=f"names: {', '.join(names)}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--smoke", action="store_true", help="one quick round; checks gradients")
    parser.add_argument("--only", metavar="NAME", action="append", help="one or more, by commas")
    parser.add_argument("--rounds", type=int, default=31, help="interleaved rounds (default 31)")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the numbers here too")
    chosen = parser.parse_args(given)
    if chosen.rounds < 1:
        parser.error("--rounds must be at least 1")
    wanted = [name for group in chosen.only or [] for name in group.split(",") if name]
    unknown = [name for name in wanted if name not in names]
    if unknown:
        parser.error(f"no workload named {', '.join(unknown)}; there are {', '.join(names)}")
    chosen.only = wanted or names
    return chosen


def main(given: list[str]) -> int:
    chosen = arguments(given)
    sys.stdout.reconfigure(errors="replace")  # a console without × still gets its table
    minigrad = measure.available("minigrad")
    if minigrad is None:
        sys.exit("minigrad is not installed here: pip install -e . in the repository, then again.")
    torch = measure.available("torch")
    versions = {"Python": platform.python_version(), "NumPy": np.__version__}
    if torch is not None:
        torch.set_num_threads(1)
        versions["PyTorch"] = torch.__version__
    print(", ".join(f"{name} {version}" for name, version in versions.items()), "- one thread")
    if torch is None:
        print(
            "PyTorch is not installed: only the comparison with NumPy by hand. (pip install torch)"
        )
    if chosen.smoke:
        print("A smoke run: one round each. The numbers below say nothing about speed.")

    measure.freeze_what_was_imported()
    rows = []
    for workload in WORKLOADS:
        if workload.name in chosen.only:
            rows.append(timings(workload, minigrad, torch, 1 if chosen.smoke else chosen.rounds))
    rows += [extra(name, torch, chosen.smoke) for name in EXTRAS if name in chosen.only]
    if chosen.smoke:
        for row in rows:
            for key in ("target", "target numpy", "target pytorch"):
                row.pop(key, None)
    progress("")
    print(f"\n{table(rows)}")
    for row in rows:
        for who, ratio in row.get("others", {}).items():
            print(f"{row['what']}: {ratio:.2f} × {who}")
    if chosen.json:
        whole = {"versions": versions, "smoke": chosen.smoke, "rows": rows}
        text = json.dumps(whole, indent=2) + "\n"
        chosen.json.write_text(text, encoding="utf-8", newline="\n")
    wrong = [f"{row['name']}: {words}" for row in rows for words in row.get("wrong", [])]
    if wrong:
        print("\nNot timed:", *wrong, sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
