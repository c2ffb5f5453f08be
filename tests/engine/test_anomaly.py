"""Anomaly mode leads a reader to a line of their own."""

import warnings

import pytest

import minigrad as mg


def test_the_last_line_of_the_forward_traceback_is_the_users():
    x = mg.tensor(-1.0, requires_grad=True)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with mg.autograd.detect_anomaly():
            y = x.sqrt()  # this line
            with pytest.raises(RuntimeError, match="returned nan values"):
                y.backward()
    found = [str(w.message) for w in told if "Traceback of forward call" in str(w.message)]
    assert len(found) == 1
    lines = found[0].strip().splitlines()
    assert lines[-1].strip() == "y = x.sqrt()  # this line"
    assert __file__ in lines[-2]
