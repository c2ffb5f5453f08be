"""Custom Functions: several outputs, their inputs handed back, derivatives of derivatives."""

from ..observe import graph, raises
from .custom_functions import _made, _x


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
