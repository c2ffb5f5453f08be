"""How long a picture takes: the first in a fresh process, a further one, large graphs.

    python benchmarks/drawing.py

The first picture is timed after one process has filled the renderer's cache; imports count.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

FIRST = """
import time
import minigrad as mg
a = mg.tensor([2.0, 3.0], requires_grad=True)
b = mg.tensor([6.0, 4.0], requires_grad=True)
Q = 3 * a**3 - b**2
start = time.perf_counter()
mg.draw(Q).html
print(time.perf_counter() - start)
"""


def first_picture(times: int = 5) -> float:
    """Median seconds from the first `draw` of a process to its HTML, drawing's imports included."""

    def once() -> float:
        done = subprocess.run(
            [sys.executable, "-c", FIRST], check=True, capture_output=True, text=True
        )
        return float(done.stdout)

    once()
    return statistics.median(once() for _ in range(times))


def median(action: Callable[[], Any], times: int) -> float:
    action()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def seed() -> Any:
    import minigrad as mg

    a = mg.tensor([2.0, 3.0], requires_grad=True)
    b = mg.tensor([6.0, 4.0], requires_grad=True)
    return 3 * a**3 - b**2


def chain(length: int) -> Any:
    import minigrad as mg

    y = mg.tensor(1.0, requires_grad=True)
    for _ in range(length):
        y = y * 1.0
    return y


def measurements() -> dict[str, tuple[float, float]]:
    """Seconds, and the target, for each thing that is timed."""
    from minigrad.drawing import draw
    from minigrad.drawing.paper import to_pdf, to_png

    picture = draw(seed())
    Q, long, huge = seed(), chain(1_000), chain(100_000)
    return {
        "first picture of a process": (first_picture(), 0.5),
        "a further picture": (median(lambda: draw(Q).html, 50), 0.010),
        "model and DOT of 1,000 nodes": (median(lambda: draw(long, unfold=True).dot, 10), 0.050),
        "PNG of the seed's DAG": (median(lambda: to_png(picture.svg), 5), 0.2),
        "PDF of the seed's DAG": (median(lambda: to_pdf(picture.svg), 5), 0.2),
        "folding 1,000 nodes, with SVG": (median(lambda: draw(long).svg, 10), 0.1),
        "summary of 100,000 nodes": (median(lambda: draw(huge).text, 2), 2.0),
    }


def main() -> None:
    for name, (seconds, target) in measurements().items():
        print(f"{name:<30} {seconds * 1e3:8.1f} ms   target {target * 1e3:6.0f} ms")


if __name__ == "__main__":
    main()
