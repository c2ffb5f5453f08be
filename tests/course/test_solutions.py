"""What is told as a solution is right beyond what its check tries: it leaves nothing behind."""

import pytest

import minigrad as torch
from minigrad.course.shelf import take

from .answers import named, told


def forms(number):
    """The model solution and the other forms, as functions."""
    task = take("exercises", number)
    functions = []
    for source in told(task):
        exec(source, names := {"torch": torch})
        functions.append(names[named(task)])
    return functions


@pytest.mark.parametrize("weight_gradient", forms("4.6"))
def test_a_gradient_that_was_there_before_is_not_in_the_answer(weight_gradient):
    w = torch.tensor([1.0, -1.0], requires_grad=True)
    w.grad = torch.tensor([100.0, 100.0])
    gradient = weight_gradient(lambda data: data * data, torch.tensor([2.0, 3.0]), w)
    assert gradient.tolist() == [32.0, -162.0]


def network(training):
    """A network of which one part is frozen on purpose."""
    net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2)).train(training)
    net[1].eval()
    return net, [part.training for part in net.modules()]


@pytest.mark.parametrize("training", [True, False])
def test_the_model_solution_gives_each_part_its_own_mode_back(training):
    net, before = network(training)
    forms("4.7")[0](net, torch.ones(3, 2))
    assert [part.training for part in net.modules()] == before


@pytest.mark.parametrize("predict_with", forms("4.7"))
def test_a_network_that_raises_is_left_as_it_was(predict_with):
    net = torch.nn.Sequential(torch.nn.Dropout(0.5), torch.nn.Linear(2, 2))
    with pytest.raises(RuntimeError):
        predict_with(net, torch.ones(3, 5))
    assert all(part.training for part in net.modules())
    assert torch.is_grad_enabled()
