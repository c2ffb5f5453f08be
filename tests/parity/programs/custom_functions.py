"""Custom functions: forward and backward that the user writes, and everything that ctx offers."""

import math

from ..observe import graph, raises


def _x(torch):
    return torch.tensor([1.0, 2.0], requires_grad=True)


def _made(torch, forward, backward, **others):
    """A Function from two plain functions."""
    body = {"forward": staticmethod(forward), "backward": staticmethod(backward)}
    return type("Made", (torch.autograd.Function,), body | others)


def _scale(ctx, x, factor=2):
    return x * factor


def the_legendre_polynomial(torch):
    """P3(x) = (5x³ - 3x)/2 with its own derivative 1.5 (5x² - 1), fitted to a sine by descent."""

    class LegendrePolynomial3(torch.autograd.Function):
        @staticmethod
        def forward(ctx, input):
            ctx.save_for_backward(input)
            return 0.5 * (5 * input**3 - 3 * input)

        @staticmethod
        def backward(ctx, grad_output):
            (input,) = ctx.saved_tensors
            return grad_output * 1.5 * (5 * input**2 - 1)

    x = torch.linspace(-math.pi, math.pi, 200, dtype=torch.float64)
    y = torch.sin(x)
    start = {"a": 0.0, "b": -1.0, "c": 0.0, "d": 0.3}
    p = {k: torch.full((), v, dtype=torch.float64, requires_grad=True) for k, v in start.items()}
    losses = []
    for step in range(60):
        y_pred = p["a"] + p["b"] * LegendrePolynomial3.apply(p["c"] + p["d"] * x)
        loss = (y_pred - y).pow(2).sum()
        if step % 20 == 19:
            losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for parameter in p.values():
                parameter -= 5e-6 * parameter.grad
                parameter.grad = None
    yield "losses", losses
    yield "parameters", p
    yield "graph", graph(LegendrePolynomial3.apply(_x(torch)))
    yield "name", LegendrePolynomial3.apply(_x(torch)).grad_fn.name()


def what_forward_sees(torch):
    """Forward runs with grad mode off, its inputs are the ones given, needs_input_grad is known."""
    seen = []

    def forward(ctx, x, c, number):
        seen.append([torch.is_grad_enabled(), x.requires_grad, ctx.needs_input_grad])
        result = x * c * number
        seen.append(result.requires_grad)
        return result

    x, c = _x(torch), torch.ones(2)
    y = _made(torch, forward, lambda ctx, g: (g, None, None)).apply(x, c, 3)
    yield "seen", seen
    yield "result", y
    yield "graph", graph(y)
    with torch.no_grad():
        yield "without recording", _made(torch, _scale, None).apply(x)
    yield "nothing requires grad", _made(torch, _scale, None).apply(c)


def what_backward_sees(torch):
    """Backward runs with grad mode off, unless it is recorded itself."""
    seen = []

    def backward(ctx, grad):
        seen.append([torch.is_grad_enabled(), grad.requires_grad, ctx.needs_input_grad])
        return grad * 2

    made = _made(torch, _scale, backward)
    x = _x(torch)
    made.apply(x).sum().backward()
    yield "grad", x.grad
    torch.autograd.grad(made.apply(x).sum(), x, create_graph=True)
    yield "seen", seen


def saved_tensors(torch):
    """Inputs come back as themselves, outputs as others on the same memory; None stays None."""

    def forward(ctx, x):
        result = x.exp()
        ctx.save_for_backward(x, result, None, x * 5)
        ctx.note = "kept"
        return result

    same = []

    def backward(ctx, grad):
        x_saved, result, nothing, other = ctx.saved_tensors
        same.append([x_saved is x, result is y, result.grad_fn is y.grad_fn, nothing, ctx.note])
        same.append([result.requires_grad, other.requires_grad])
        return grad * result

    x = _x(torch)
    y = _made(torch, forward, backward).apply(x)
    yield "on the node", [len(y.grad_fn.saved_tensors), y.grad_fn.note]
    y.sum().backward()
    yield "same", same
    yield "grad", x.grad
    yield (
        "second backward",
        raises(lambda: y.sum().backward(), "through the graph a second"),
    )
    yield "reading", raises(lambda: y.grad_fn.saved_tensors, "after they have already been freed")


def retained_functions_run_again(torch):
    """retain_graph keeps what was saved; a function that saved nothing runs again anyhow."""

    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    x = _x(torch)
    y = _made(torch, forward, lambda ctx, g: g * 2 * ctx.saved_tensors[0]).apply(x)
    y.sum().backward(retain_graph=True)
    y.sum().backward()
    yield "twice", x.grad
    z = _made(torch, _scale, lambda ctx, g: g * 2).apply(x)
    x.grad = None
    z.sum().backward()
    z.sum().backward()
    yield "saved nothing", x.grad


def saved_tensors_are_checked(torch):
    """A saved tensor that was modified since is an error, as for any operation."""

    def forward(ctx, x):
        result = x.exp()
        ctx.save_for_backward(x, result)
        return result

    made = _made(torch, forward, lambda ctx, g: g * ctx.saved_tensors[1])
    words = "has been modified by an inplace operation"
    y = made.apply(_x(torch))
    y.mul_(2)
    yield "result", raises(lambda: y.sum().backward(), words, "which is output 0 of made")
    x = _x(torch)
    z = made.apply(x)
    with torch.no_grad():
        x.mul_(2)
    yield "input", raises(lambda: z.sum().backward(), words, "is at version 1; expected version 0")


def only_tensors_are_saved(torch):
    """save_for_backward takes tensors and None."""

    def run(value):
        def forward(ctx, x):
            ctx.save_for_backward(value)
            return x * 2

        return _made(torch, forward, lambda ctx, g: g).apply(_x(torch))

    words = "save_for_backward can only save variables"
    yield "number", raises(lambda: run(3), words)
    yield "list", raises(lambda: run([torch.ones(1)]), words)


def the_number_of_gradients(torch):
    """One for each argument of forward; surplus ones only if they are None."""

    def run(backward, *arguments):
        x = _x(torch)
        _made(torch, _scale, backward).apply(x, *arguments).sum().backward()
        return x.grad

    words = "returned an incorrect number of gradients"
    yield "right", run(lambda ctx, g: (g * 2, None), 3)
    yield "too few", raises(lambda: run(lambda ctx, g: g, 3), words, "(expected 2, got 1)")
    yield "too many", raises(lambda: run(lambda ctx, g: (g, None, g), 3), words)
    yield "surplus Nones", run(lambda ctx, g: (g * 2, None, None, None), 3)
    yield "a list", raises(lambda: run(lambda ctx, g: [g, None], 3), words)
    yield (
        "for a number",
        raises(lambda: run(lambda ctx, g: (g, g), 3), "different than none at position 2"),
    )


def the_kind_of_gradients(torch):
    """Shapes that add up to the input's are reduced, others refused; types are converted."""

    def run(value):
        x = _x(torch)
        _made(torch, _scale, lambda ctx, g: value).apply(x).sum().backward()
        return x.grad

    words = "returned an invalid gradient at index 0"
    yield "None", run(None)
    yield "longer", raises(lambda: run(torch.ones(5)), words, "[5]", "[2]")
    yield "single", raises(lambda: run(torch.tensor(1.0)), words)
    yield "broadcast", run(torch.ones(3, 2))
    yield "double", run(torch.ones(2, dtype=torch.float64))
    yield "number", raises(lambda: run(3.0), "expected variable or none")


def missing_parts(torch):
    """No forward: an error at apply. No backward: at backward."""

    class NoBackward(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

    class NoForward(torch.autograd.Function):
        pass

    x = _x(torch)
    yield "forward", raises(lambda: NoForward.apply(x), "must implement the forward")
    y = NoBackward.apply(x)
    yield "backward", raises(lambda: y.sum().backward(), "must implement either the backward")
    yield "an instance", raises(lambda: NoBackward()(x), "Legacy autograd function")


def exceptions_pass_through(torch):
    """With their own type, from forward and from backward; afterwards all is as before."""

    def fail(ctx, value):
        raise KeyError("mine")

    x = _x(torch)
    yield "forward", raises(lambda: _made(torch, fail, fail).apply(x), "mine")
    yield "mode", torch.is_grad_enabled()
    y = _made(torch, _scale, fail).apply(x)
    yield "backward", raises(lambda: y.sum().backward(), "mine")
    yield "mode again", torch.is_grad_enabled()
    (x * 3).sum().backward()
    yield "afterwards", x.grad


def several_outputs(torch):
    """They share one node; backward gets zeros for those that were not used."""
    seen = []

    def backward(ctx, first, second):
        seen.append([first, second])
        return first * 2 + second * 3

    made = _made(torch, lambda ctx, x: (x * 2, x * 3), backward)
    x = _x(torch)
    first, second = made.apply(x)
    yield "one node", [first.grad_fn is second.grad_fn, first.output_nr, second.output_nr]
    second.sum().backward()
    yield "seen", seen
    yield "grad", x.grad
    yield "graph", graph(first * second)


def none_for_what_was_not_used(torch):
    """set_materialize_grads(False): None in the place of zeros."""
    seen = []

    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return x * 2, x * 3

    def backward(ctx, first, second):
        seen.append([first, second])
        return second * 3

    x = _x(torch)
    _, second = _made(torch, forward, backward).apply(x)
    second.sum().backward()
    yield "seen", seen
    yield "grad", x.grad


def outputs_without_gradient(torch):
    """Marked ones, integers and other things than tensors do not require grad."""
    seen = []

    def forward(ctx, x):
        marked = x * 1
        ctx.mark_non_differentiable(marked)
        return x * 2, marked, (x > 1).long(), "text", None, 5

    def backward(ctx, *grads):
        seen.append(list(grads))
        return grads[0] * 2

    x = _x(torch)
    outputs = _made(torch, forward, backward).apply(x)
    yield "outputs", list(outputs)
    outputs[0].sum().backward()
    yield "seen", seen
    yield "grad", x.grad


def a_list_is_returned_as_it_is(torch):
    """A list is not looked into: its tensors are not tracked."""
    made = _made(torch, lambda ctx, x: [x * 2], lambda ctx, g: g)
    yield "list", made.apply(_x(torch))


def returning_the_input(torch):
    """Gives another tensor, a view of it, with this function as its history."""
    x = _x(torch)
    y = _made(torch, lambda ctx, x: x, lambda ctx, g: g * 7).apply(x)
    yield "another", [y is x, y._is_view()]
    yield "y", y
    y.sum().backward()
    yield "grad", x.grad


def returning_the_input_without_gradient(torch):
    """Marked as not differentiable it comes out cut off."""

    def forward(ctx, x):
        ctx.mark_non_differentiable(x)
        return x

    yield "cut off", _made(torch, forward, lambda ctx, g: g).apply(_x(torch))


def functions_of_two_inputs_and_outputs(torch):
    """The same input twice, a retained output, mixed types, attributes with any name."""

    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        ctx.shape, ctx.order, ctx.next, ctx.hooks = a.shape, 1, (), None
        return a * b, a + b

    def backward(ctx, product, total):
        a, b = ctx.saved_tensors
        return (product * b + total) * ctx.order, product * a + total

    made = _made(torch, forward, backward)
    a = torch.tensor([2.0], requires_grad=True)
    b = torch.tensor([3.0], dtype=torch.float64, requires_grad=True)
    p, q = made.apply(a, a)
    (first,) = torch.autograd.grad((p * q).sum(), a, create_graph=True)
    yield "twice", first
    yield "second", torch.autograd.grad(first.sum(), a)[0]
    p, q = made.apply(a, b)
    p.retain_grad()
    (p * q).sum().backward()
    yield "retained", p.grad
    yield "types", [a.grad, b.grad]


def in_place_functions(torch):
    """mark_dirty: the input itself comes out, with this function as its history."""

    def forward(ctx, x):
        x.mul_(2)
        ctx.mark_dirty(x)
        return x

    made = _made(torch, forward, lambda ctx, g: g * 2)
    x = _x(torch)
    y = x * 1
    z = made.apply(y)
    yield "itself", [z is y, type(y.grad_fn).__name__]
    y.sum().backward()
    yield "grad", x.grad
    yield "leaf", raises(lambda: made.apply(_x(torch)), "a leaf variable that requires grad")

    def forgets(ctx, x):
        ctx.mark_dirty(x)
        return x * 1

    words = "modified inplace must all be outputs"
    yield "not returned", raises(lambda: _made(torch, forgets, None).apply(x * 1), words)


def a_straight_through_estimator(torch):
    """Rounds forward, and pretends to be the identity backward."""
    made = _made(torch, lambda ctx, x: x.round(), lambda ctx, g: g)
    x = torch.tensor([0.2, 1.7], requires_grad=True)
    y = made.apply(x)
    (y * y).sum().backward()
    yield "y", y
    yield "grad", x.grad


def derivatives_of_any_order(torch):
    """A backward of differentiable operations can be differentiated in its turn."""

    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x * x

    made = _made(torch, forward, lambda ctx, g: g * 3 * ctx.saved_tensors[0] ** 2)
    x = _x(torch)
    (first,) = torch.autograd.grad(made.apply(x).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x, create_graph=True)
    yield "first", first
    yield "second", second
    yield "third", torch.autograd.grad(second.sum(), x)[0]


def a_saved_result_is_differentiated(torch):
    """exp by its own result: the second derivative goes through the function again."""

    def forward(ctx, x):
        result = x.exp()
        ctx.save_for_backward(result)
        return result

    made = _made(torch, forward, lambda ctx, g: g * ctx.saved_tensors[0])
    x = _x(torch)
    (first,) = torch.autograd.grad(made.apply(x).sum(), x, create_graph=True)
    yield "graph", graph(first)
    yield "second", torch.autograd.grad(first.sum(), x)[0]


def differentiable_once(torch):
    """once_differentiable: a second derivative is an error that names it."""

    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        @torch.autograd.function.once_differentiable
        def backward(ctx, grad):
            (x,) = ctx.saved_tensors
            return grad * 2 * x

    x = _x(torch)
    (first,) = torch.autograd.grad(Square.apply(x).sum(), x, create_graph=True)
    yield "from plain gradients", first
    start = torch.ones(2, requires_grad=True)
    (first,) = torch.autograd.grad(Square.apply(x), x, start, create_graph=True)
    yield "first", first
    yield "second", raises(lambda: first.sum().backward(), "once_differentiable")


def a_separate_setup_context(torch):
    """forward without ctx, setup_context(ctx, inputs, output) beside it."""

    class Power(torch.autograd.Function):
        @staticmethod
        def forward(x, n):
            return x**n

        @staticmethod
        def setup_context(ctx, inputs, output):
            x, n = inputs
            ctx.save_for_backward(x)
            ctx.n = n

        @staticmethod
        def backward(ctx, grad):
            (x,) = ctx.saved_tensors
            return grad * ctx.n * x ** (ctx.n - 1), None

    x = _x(torch)
    y = Power.apply(x, 3)
    y.sum().backward()
    yield "y", y
    yield "grad", x.grad


def vjp_is_another_name_of_backward(torch):
    """A Function may call it vjp; both at once is an error."""

    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def vjp(ctx, grad):
            return grad * 2

    x = _x(torch)
    Double.apply(x).sum().backward()
    yield "grad", x.grad


def a_hooked_function(torch):
    """Hooks of tensors and of nodes work with custom functions too."""
    made = _made(torch, lambda ctx, x, n: x * n, lambda ctx, g: (g * 3, None))
    x = _x(torch)
    y = made.apply(x, 3)
    log = []
    y.register_hook(lambda grad: log.append(["tensor", grad]))
    y.grad_fn.register_prehook(lambda outputs: log.append(["pre", outputs]))
    y.grad_fn.register_hook(lambda inputs, outputs: log.append(["post", inputs, outputs]))
    y.sum().backward()
    yield "log", log


def saved_outputs_are_differentiated_together(torch):
    """Two outputs that are saved and used: what reaches one through both ways adds up."""

    class TwoExps(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            once, twice = x.exp(), (2 * x).exp()
            ctx.save_for_backward(once, twice)
            return once, twice

        @staticmethod
        def backward(ctx, grad_once, grad_twice):
            once, twice = ctx.saved_tensors
            return grad_once * once + grad_twice * 2 * twice

    x = torch.tensor([0.0, 0.5], dtype=torch.float64, requires_grad=True)
    once, twice = TwoExps.apply(x)
    (first,) = torch.autograd.grad((once * twice).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x, create_graph=True)
    (third,) = torch.autograd.grad(second.sum(), x)
    yield "derivatives", [first.detach(), second.detach(), third]
