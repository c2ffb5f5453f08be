"""What the comparison with PyTorch cannot say of nn: copying, pickling, loading, training."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest

import minigrad as mg


def net():
    mg.manual_seed(3)
    return mg.nn.Sequential(mg.nn.Linear(2, 8), mg.nn.Tanh(), mg.nn.Linear(8, 1))


def test_nn_and_optim_are_loaded_when_they_are_first_asked_for():
    code = (
        "import sys, minigrad as mg\n"
        "assert not any(name.startswith('minigrad.nn') for name in sys.modules)\n"
        "assert 'minigrad.optim' not in sys.modules\n"
        "mg.nn.Linear(1, 1), mg.optim.SGD\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_deep_copy_is_trained_apart_from_its_original():
    model = net()
    model(mg.ones(1, 2)).backward()
    twin = copy.deepcopy(model)
    with mg.no_grad():
        twin[0].weight.zero_()
    twin(mg.ones(1, 2)).backward()
    assert abs(model[0].weight._array).max() > 0
    assert twin[0].weight.grad is not model[0].weight.grad
    assert (model[2].bias.grad.item(), twin[2].bias.grad.item()) == (1.0, 1.0)


def test_a_module_can_be_pickled():
    model = net()
    again = pickle.loads(pickle.dumps(model))
    x = mg.tensor([[1.0, 2.0]])
    assert again(x).item() == model(x).item()
    again(x).backward()
    assert model[0].weight.grad is None


def test_a_shared_parameter_stays_shared_in_a_copy():
    model = mg.nn.Module()
    model.a = model.b = mg.nn.Parameter(mg.tensor(1.0))
    twin = copy.deepcopy(model)
    assert twin.a is twin.b
    assert twin.a is not model.a


def test_a_parameter_takes_attributes():
    parameter = mg.nn.Parameter(mg.ones(2))
    parameter.note = "learned"
    assert parameter.note == "learned"


def test_a_parameter_needs_a_tensor():
    with pytest.raises(TypeError, match=r"takes a Tensor, not list: write Parameter\(torch.tensor"):
        mg.nn.Parameter([1.0])


@pytest.mark.parametrize("rule", ["SGD", "Adam", "AdamW"])
def test_a_network_learns_xor(rule):
    x = mg.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = mg.tensor([[0.0], [1.0], [1.0], [0.0]])
    model = net()
    settings = {"lr": 0.3, "momentum": 0.9} if rule == "SGD" else {"lr": 0.05}
    optimizer = getattr(mg.optim, rule)(model.parameters(), **settings)
    losses = []
    for _ in range(300):
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[0] > 0.1
    assert losses[-1] < 0.01


def test_a_step_counts_as_one_modification():
    w = mg.tensor([1.0], requires_grad=True)
    w.sum().backward()
    before = w._version
    mg.optim.Adam([w]).step()
    assert w._version == before + 1


def test_dropout_keeps_the_mean_and_drops_a_share():
    mg.manual_seed(0)
    out = mg.nn.Dropout(0.25)(mg.ones(10_000))._array
    assert set(np.unique(out).round(4)) == {0.0, np.float32(1.3333)}
    assert 0.22 < (out == 0).mean() < 0.28


def test_zero_grad_to_zeros_after_create_graph_leaves_a_plain_gradient():
    model = mg.nn.Linear(1, 1)
    with pytest.warns(UserWarning, match="create_graph"):
        (model(mg.ones(1, 1)) ** 2).sum().backward(create_graph=True)
    model.zero_grad(set_to_none=False)
    assert model.weight.grad.item() == 0
    assert not model.weight.grad.requires_grad


def test_a_hardsigmoid_is_the_function_of_its_name():
    x = mg.tensor([-4.0, -1.0, 0.0, 5.0])
    layer = mg.nn.Hardsigmoid()
    assert repr(layer) == "Hardsigmoid()"
    assert mg.equal(layer(x), mg.nn.functional.hardsigmoid(x))


def test_backward_hooks_that_are_wrong_leave_the_module_usable():
    layer = mg.nn.Linear(2, 1)
    handle = layer.register_full_backward_hook(lambda module, came, went: 1 / 0)
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(ZeroDivisionError):
        layer(x).backward()
    handle.remove()
    x.grad = None
    layer(x).backward()
    assert x.grad.tolist() == layer.weight.detach().tolist()[0]
    unwatched = layer.register_full_backward_hook(lambda module, came, went: (mg.ones(2),))
    with pytest.raises(RuntimeError, match="no input requires gradient"):
        layer(x.detach()).backward()
    unwatched.remove()
