"""Infinity and nan come without a word, also where Python was told to make errors of warnings."""

import subprocess
import sys

CALLS = (
    "mg.log(z)", "mg.sqrt(-o)", "o / z", "z / z", "o / 0", "mg.exp(o * 1e4)", "z ** -1", "o % z",
    "(o / z).int()", "mg.asin(o * 2)", "mg.atanh(o)", "mg.logit(z)", "mg.lgamma(z)", "z.rsqrt()",
    "mg.zeros(0).mean()", "mg.ones(1).std()", "mg.full((2,), float('inf')).softmax(0)",
    "mg.full((1,), 6e4).half() * 2", "mg.nn.functional.normalize(z[None])", "mg.var(o)",
    "z.sqrt().sum().backward()", "(o / z).sum().backward()", "z.log().sum().backward()",
    "z.norm().backward()", "(z / z).sum().backward()", "mg.nn.init.orthogonal_(mg.zeros(2, 2))",
)  # fmt: skip


def test_nothing_warns_under_w_error() -> None:
    lines = ["import minigrad as mg"]
    for call in CALLS:
        lines += ["z, o = mg.zeros(1, requires_grad=True), mg.ones(1)", call]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(lines)],
        capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
