"""What a recorded pass says is what the engine did, on minigrad and on PyTorch."""

import warnings

import pytest

import minigrad
from minigrad.drawing.narration import tell, waiting_after
from minigrad.drawing.recording import record

LIMIT = 100


@pytest.fixture(params=["minigrad", pytest.param("torch", marks=pytest.mark.live)])
def mg(request):
    """Each engine in turn."""
    return minigrad if request.param == "minigrad" else request.getfixturevalue("torch")


def seed(mg):
    a = mg.tensor([2.0, 3.0], requires_grad=True)
    b = mg.tensor([6.0, 4.0], requires_grad=True)
    return 3 * a**3 - b**2, {"a": a, "b": b}


def shared(mg):
    x = mg.tensor(3.0, requires_grad=True)
    c = x * x
    return (c * c + c).sin(), {"x": x, "c": c}


def broadcast(mg):
    w = mg.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], requires_grad=True)
    b = mg.tensor([10.0, 20.0], requires_grad=True)
    return ((w + b) * 2).sum(), {"w": w, "b": b}


def several_outputs(mg):
    x = mg.tensor([2.0, 3.0], requires_grad=True)
    first, second = x.unbind()
    return first * second * first, {"x": x, "first": first, "second": second}


def product(mg):
    m = mg.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    v = mg.tensor([5.0, 6.0], requires_grad=True)
    return (m @ v).relu().mean(), {"m": m, "v": v}


def second_order(mg):
    x = mg.tensor(2.0, requires_grad=True)
    (slope,) = mg.autograd.grad(x**4, x, create_graph=True)
    return slope, {"x": x}


PROGRAMS = [seed, shared, broadcast, several_outputs, product, second_order]


def traced(program, mg, **options):
    result, names = program(mg)
    gradient = None if result.shape == () else [1.0] * len(result)
    return record(result, gradient, list(names.items()), limit=LIMIT, **options), result, names


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_filled_gradients_are_those_of_backward(program, mg):
    trace, result, names = traced(program, mg)
    assert [tensor.grad for tensor in names.values() if tensor.is_leaf] == [None] * sum(
        tensor.is_leaf for tensor in names.values()
    )
    result.backward(gradient=None if result.shape == () else mg.ones(result.shape))
    filled = {name: value.numbers for name, _, value in trace.filled}
    expected = {
        name: tuple(tensor.grad.flatten().tolist())
        for name, tensor in names.items()
        if tensor.is_leaf
    }
    assert filled == expected


@pytest.mark.live
@pytest.mark.parametrize("program", PROGRAMS[:-1])  # a formula of PyTorch's own has other nodes
def test_both_engines_tell_the_same(program, torch):
    ours, theirs = (tell(traced(program, mg)[0]) for mg in (minigrad, torch))
    assert ours == theirs


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_arrives_adds_up_to_what_comes_in(program):
    for step in traced(program, minigrad)[0].steps:
        if len(step.incoming) == 1 and all(a.value.shape == step.incoming[0].shape
                                           for a in step.arrivals):  # fmt: skip
            columns = zip(*(arrival.value.numbers for arrival in step.arrivals), strict=True)
            assert [sum(c) for c in columns] == pytest.approx(list(step.incoming[0].numbers))
        assert not step.changed_by_hook


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_arrival_was_sent_and_nothing_waits_at_the_end(program):
    trace = traced(program, minigrad)[0]
    sent = [
        (at, s.receiver) for at, step in enumerate(trace.steps, 1) for s in step.sent if s.value
    ]
    came = [(a.step, step.number) for step in trace.steps for a in step.arrivals if a.step]
    assert sorted(sent) == sorted(came)
    assert waiting_after(trace, len(trace.steps)) == []


def test_the_pass_leaves_everything_as_it_was(mg):
    x = mg.tensor([2.0], requires_grad=True)
    c = x * x
    c.retain_grad()
    y = c * 3
    y.backward(retain_graph=True)
    before = [(t.grad, t.grad.tolist()) for t in (x, c)]
    trace = record(y, None, [("x", x)], limit=LIMIT)
    for tensor, (grad, numbers) in zip((x, c), before, strict=True):
        assert tensor.grad is grad
        assert grad.tolist() == numbers
    # c has no name here and is found all the same; the pass added to what was there.
    assert sorted(value.numbers for _, _, value in trace.filled) == [(6.0,), (24.0,)]
    y.backward()
    assert x.grad.tolist() == [24.0]
    with pytest.raises(ValueError, match="used up"):
        record(y, None, [], limit=LIMIT)
    assert x.grad.tolist() == [24.0]


def test_no_hook_stays_behind():
    x = minigrad.tensor(2.0, requires_grad=True)
    y = x * x
    record(y, None, [], limit=LIMIT)
    hooks = [y.grad_fn.hooks, y.grad_fn.next_functions[0][0].hooks]
    assert all(not (h.before or h.after or h.on_grad) for h in hooks)


def test_an_error_in_the_pass_restores_the_gradients():
    x = minigrad.tensor([2.0], requires_grad=True)
    x.grad = kept = minigrad.tensor([5.0])
    y = x.exp()
    z = y * 1
    y.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace"):
        record(z, None, [], limit=LIMIT)
    assert x.grad is kept and kept.tolist() == [5.0]
    assert not z.grad_fn.hooks.before


def test_a_hook_that_changes_the_gradient_is_told(mg):
    x = mg.tensor(2.0, requires_grad=True)
    c = x * x
    c.register_hook(lambda grad: grad * 10)
    steps = record(c * 3, None, [("x", x)], limit=LIMIT).steps
    assert [step.changed_by_hook for step in steps] == [False, True, False]
    assert steps[1].incoming[0].numbers == (30.0,)


def test_create_graph_says_what_was_recorded(mg):
    x = mg.tensor(2.0, requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trace = record(x**3, None, [("x", x)], create_graph=True, limit=LIMIT)
    assert trace.steps[0].sent[0].value.made_by == "MulBackward0"
    assert "made by MulBackward0" in tell(trace)[1].lines[1]
    assert x.grad is None


def test_a_leaf_alone_has_one_step(mg):
    x = mg.tensor(2.0, requires_grad=True)
    trace = record(x, 5.0, [("x", x)], limit=LIMIT)
    assert [step.name for step in trace.steps] == ["AccumulateGrad"]
    assert [(name, value.numbers) for name, _, value in trace.filled] == [("x", (5.0,))]


def test_what_never_gets_a_grad_is_told_with_the_reason():
    x = minigrad.tensor(2.0, requires_grad=True)
    k = minigrad.tensor(7.0)
    c = x * k
    trace = record(c * 2, None, [("x", x), ("c", c)], limit=LIMIT)
    never = dict(trace.never)
    assert "retain_grad() would keep it" in never["c"]
    assert "requires_grad False" in never["2 inputs outside the DAG"]


def test_a_long_chain_is_refused_with_a_number():
    x = minigrad.tensor(2.0, requires_grad=True)
    y = x
    for _ in range(150):
        y = y * 1
    with pytest.raises(ValueError, match=r"152 nodes.*limit=152"):
        record(y, None, [], limit=LIMIT)
    assert len(record(y, None, [], limit=152).steps) == 151


@pytest.mark.parametrize(
    ("gradient", "error", "words"),
    [
        (None, ValueError, r"2 numbers.*gradient=torch.ones\(\(2,\)\)"),
        ([1, 2, 3], ValueError, r"shape \(3,\).*\(2,\)"),
        ("one", TypeError, "should be a tensor"),
    ],
)
def test_a_gradient_that_does_not_fit(gradient, error, words):
    result, _ = seed(minigrad)
    with pytest.raises(error, match=words):
        record(result, gradient, [], limit=LIMIT)


def test_what_has_no_pass():
    with pytest.raises(ValueError, match="doesn't require grad"):
        record(minigrad.tensor(1.0), None, [], limit=LIMIT)
    with pytest.raises(TypeError, match="takes a tensor"):
        record([1.0], None, [], limit=LIMIT)
    with pytest.raises(TypeError, match="a Variable keeps its gradients itself"):
        record(minigrad.Variable(3), None, [], limit=LIMIT)
    with pytest.raises(TypeError, match="limit should be a number of nodes, but it is a str"):
        record(seed(minigrad)[0], 1, [], limit="many")


def test_a_number_stands_for_all_elements():
    result, names = seed(minigrad)
    filled = record(result, 2, list(names.items()), limit=LIMIT).filled
    assert [value.numbers for _, _, value in filled] == [(72.0, 162.0), (-24.0, -16.0)]


def told(result, **names):
    trace = record(result, None, list(names.items()), limit=LIMIT)
    return "\n".join(telling.text for telling in tell(trace))


def test_words_where_the_derivative_is_no_factor(mg):
    m = mg.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    v = mg.tensor([5.0, 6.0], requires_grad=True)
    words = told((m @ v).mean(), m=m, v=v)
    assert "Input 1: grad / n: each of the n elements has a share of 1/n. Goes out to Mv" in words
    assert "Input 2: matrixᵀ @ grad. Goes out to v: [2, 3]." in words
    assert "MvBackward0 runs" in words


def test_words_for_a_stretched_input_and_for_a_sum(mg):
    w = mg.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], requires_grad=True)
    b = mg.tensor([10.0, 20.0], requires_grad=True)
    words = told((w + b).sum(), w=w, b=b)
    assert "[3, 3] (added up to the input's shape (2,), which had been stretched)" in words
    assert "(in the input's shape, (3, 2))" in words


def test_words_for_several_outputs(mg):
    x = mg.tensor([2.0, 3.0], requires_grad=True)
    first, second = x.unbind()
    assert "Comes in, one for each output: 3 and 2." in told(first * second, x=x)
    assert "Comes in, one for each output: 3 and none." in told(first * 3, x=x)


def test_words_for_an_operation_that_has_none(mg):
    x = mg.tensor([[2.0, 0.0], [0.0, 3.0]], requires_grad=True)
    words = told(mg.tril(x).sum(), x=x) if hasattr(mg, "tril") else told(x.flip(0).sum(), x=x)
    assert "Backward0 turns what came in into [[1, " in words


def test_words_for_a_hook_and_for_nameless_leaves(mg):
    x = mg.tensor(2.0, requires_grad=True)
    c = x * 5
    c.register_hook(lambda grad: grad * 10)
    words = told(c * 3)
    assert "A hook of yours has changed what arrived into that." in words
    assert "its .grad was None: it becomes 150." in words


def test_words_for_a_function_that_sends_nothing(mg):
    class Cut(mg.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, grad):
            return None

    x = mg.tensor(2.0, requires_grad=True)
    words = told(Cut.apply(x) + x, x=x)
    assert "CutBackward runs" in words
    assert "no gradient goes out to x." in words


def test_words_for_what_was_not_recorded(mg):
    x = mg.tensor(2.0, requires_grad=True)
    trace = record(x * 3, None, [("x", x)], create_graph=True, limit=LIMIT)
    assert "depends on no leaf, so nothing was recorded" in tell(trace)[1].text
