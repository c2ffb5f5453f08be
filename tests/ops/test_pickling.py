"""Every function and method can be pickled, as PyTorch's can: a model may hold any of them."""

from __future__ import annotations

import pickle

import pytest

import minigrad

PLACES = [minigrad, minigrad.Tensor, minigrad.linalg, minigrad.nn.functional]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_what_users_call_is_found_again(place):
    names = [name for name in dir(place) if not name.startswith("_")]
    lost = []
    for name in names:
        function = getattr(place, name, None)  # (a method that is not offered raises)
        if not callable(function):
            continue
        try:
            again = pickle.loads(pickle.dumps(function))
        except (pickle.PicklingError, AttributeError) as error:
            lost.append(f"{name}: {error}")
        else:
            lost += [name] * (hasattr(function, "__code__") and again is not function)
    assert not lost
