"""What the other files leave out: clauses that no larger subject has."""

from ..observe import raises


def what_never_requires_grad(torch):
    """Data, comparisons, positions, integers and fresh tensors of a requiring one are leaves."""
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    y = x * 2
    for name, made in {
        "detach": y.detach(),
        "data": y.data,
        "x > 0": x > 0,
        "x == y": x == y,
        "argmax": y.argmax(),
        "argsort": y.argsort(),
        "long": y.long(),
        "int": y.int(),
        "bool": y.bool(),
        "zeros_like": torch.zeros_like(y),
        "ones_like": torch.ones_like(y),
        "full_like": torch.full_like(y, 2.0),
        "isnan": torch.isnan(y),
        "indices of max": y.max(0)[1],
        "any": (y > 0).any(),
    }.items():
        yield name, [made.is_leaf, made.requires_grad, made.grad_fn is None]


def the_hint_of_a_modified_tensor(torch):
    """Outside anomaly mode the hint names it; inside it points to the printed traceback."""

    def modified():
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        y = x.exp()
        y.add_(1)
        y.sum().backward()

    yield "outside", raises(modified, "Hint: enable anomaly detection", "set_detect_anomaly(True")

    def inside():
        with torch.autograd.set_detect_anomaly(True):
            modified()

    yield "inside", raises(inside, "Hint: the backtrace further above shows the operation")


def functions_called_with_keywords(torch):
    """apply takes arguments by position; what it says to others."""

    class Scaled(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, factor):
            ctx.factor = factor
            return x * factor

        @staticmethod
        def backward(ctx, grad):
            return grad * ctx.factor, None

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = Scaled.apply(x, 3)
    yield "by position", [y, *torch.autograd.grad(y.sum(), x)]
    yield "one missing", raises(lambda: Scaled.apply(x))
    yield "one too many", raises(lambda: Scaled.apply(x, 3, 4))


def reductions_by_axis(torch):
    """axis= is dim=, with keepdim, in every reduction; a name that is neither is refused."""
    x = torch.tensor([[1.0, 5.0, 2.0], [4.0, 3.0, 6.0]], requires_grad=True)
    for name in ("sum", "mean", "prod", "amax", "amin", "var", "std", "logsumexp"):
        if name not in ("logsumexp", "amax", "amin"):
            yield f"{name}(axis=1)", getattr(x, name)(axis=1)
        yield f"{name}(dim=-1, keepdim=True)", getattr(x, name)(dim=-1, keepdim=True)
        yield f"{name} out of range", raises(lambda name=name: getattr(x, name)(dim=3), "range")
    for name in ("any", "all", "argmax", "argmin"):
        yield f"{name}(dim=0)", getattr(x > 2 if name in ("any", "all") else x, name)(dim=0)
        yield f"{name}(dim=0, keepdim=True)", getattr(x.detach(), name)(dim=0, keepdim=True)


def results_with_names(torch):
    """max, min, sort, topk, median, mode of a dimension give values and indices by name."""
    x = torch.tensor([[1.0, 5.0, 2.0], [4.0, 3.0, 6.0]], requires_grad=True)
    for name, pair in {
        "max": x.max(1),
        "min": x.min(0, keepdim=True),
        "sort": x.sort(1, descending=True),
        "topk": x.topk(2, 1),
        "median": x.median(1),
        "kthvalue": x.kthvalue(2, 1),
        "cummax": x.cummax(1),
    }.items():
        values, indices = pair
        yield name, [values is pair.values, indices is pair.indices, len(pair), values, indices]


def sums_of_exponentials_far_out(torch):
    """All -inf gives nan as gradient; losses of logits stay finite where naive ones do not."""
    for name, values in {"all -inf": [float("-inf")] * 2, "one": [float("-inf"), 0.0]}.items():
        x = torch.tensor(values, requires_grad=True)
        y = x.logsumexp(0)
        yield f"logsumexp, {name}", [y, *torch.autograd.grad(y, x)]
    functional = torch.nn.functional
    for target in (0.0, 1.0):
        x = torch.tensor([-200.0, 200.0], requires_grad=True)
        goal = torch.full((2,), target)
        y = functional.binary_cross_entropy_with_logits(x, goal, reduction="sum")
        yield f"logits, target {target}", [y, *torch.autograd.grad(y, x)]


def saved_by_each_factor(torch):
    """What hooks see of a product, by who needs a gradient; a sum saves nothing."""
    x, c = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0])
    for name, make in {
        "x * x": lambda: x * x,
        "x * c": lambda: x * c,
        "x + c": lambda: x + c,
        "x.sum()": lambda: x.sum(),
        "x.sin()": lambda: x.sin(),
        "x.exp()": lambda: x.exp(),
        "x / c": lambda: x / c,
        "x ** 2": lambda: x**2,
    }.items():
        seen = []
        with torch.autograd.graph.saved_tensors_hooks(
            lambda t, seen=seen: seen.append(t.tolist()) or t, lambda t: t
        ):
            make()
        yield name, seen


def the_memory_of_an_accumulated_gradient(torch):
    """The second backward adds into the same memory, and its version tells."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 3).sum().backward()
    first, place = x.grad, x.grad.data_ptr()
    (x * 4).sum().backward()
    yield "the same", [x.grad is first, x.grad.data_ptr() == place, first._version]
    yield "is a leaf without graph", [first.is_leaf, first.requires_grad, first.grad_fn is None]
    x.grad = None
    (x * 5).sum().backward()
    yield "another after None", [x.grad is first, x.grad]


def numbers_of_tensors(torch):
    """bool, float, int, item, index of one element and of several."""
    one, several = torch.tensor([2.5]), torch.tensor([1.0, 2.0])
    yield "one", [bool(one), float(one), int(one), one.item(), one.is_nonzero()]
    yield "bool", raises(lambda: bool(several), "ambiguous")
    yield "is_nonzero", raises(lambda: several.is_nonzero(), "ambiguous")
    yield "item", raises(several.item, "cannot be converted to Scalar")
    yield "an index", [[10, 20, 30][torch.tensor(1)]]
    yield "no index", raises(lambda: [1][one])
    yield "empty", raises(lambda: bool(torch.tensor([])), "ambiguous")


def sizes_in_memory(torch):
    """Elements, bytes of one and of all, the number of dimensions."""
    for shape in ((), (3,), (2, 0), (2, 3)):
        t = torch.zeros(shape, dtype=torch.float64)
        yield (
            str(shape),
            [t.numel(), torch.numel(t), t.itemsize, t.nbytes, t.ndim, t.element_size()],
        )


def types_of_what_is_put(torch):
    """A slice takes any type and casts it; places named by an index take their own type only."""
    keys = {
        "slice": slice(0, 2),
        "list": [0, 1],
        "tensor": torch.tensor([0, 1]),
        "mask": torch.tensor([True, True, False]),
    }
    for kind in ("float64", "int64", "bool"):
        for shape in ((), (1,), (2,)):
            for name, key in keys.items():
                x = torch.zeros(3)
                value = torch.ones(shape).to(getattr(torch, kind))
                outcome = raises(lambda x=x, key=key, value=value: x.__setitem__(key, value))
                yield f"{name} = {kind} {shape}", [outcome, x]


def operands_of_two_types(torch):
    """What a mixed operation saves is the tensor itself; each gradient has its tensor's type."""
    for shape in ((), (2,)):
        wide = torch.full((2,), 3.0, dtype=torch.float64, requires_grad=True)
        narrow = torch.full(shape, 2.0)
        y = wide * narrow
        yield f"saved, {shape}", [y.grad_fn._saved_other is narrow, y.grad_fn._saved_self]
        narrow.mul_(0.5)
        yield (
            f"modified, {shape}",
            raises(lambda y=y: y.sum().backward(), "modified by an inplace operation"),
        )
    wide = torch.full((2,), 3.0, dtype=torch.float64, requires_grad=True)
    for name in ("add_", "sub_", "mul_", "div_", "copy_"):
        narrow = torch.full((2,), 2.0)
        getattr(narrow, name)(wide)
        (grad,) = torch.autograd.grad((narrow * narrow).sum(), wide)
        yield f"narrow.{name}(wide)", [narrow, grad]
        whole = torch.full((3,), 2.0, requires_grad=True) * 1
        getattr(whole[1:], name)(wide)
        (grad,) = torch.autograd.grad((whole * whole).sum(), wide)
        yield f"a part, {name}", [whole, grad]
    narrow = torch.full((2,), 2.0, requires_grad=True)
    y = narrow * 1
    y.mul_(wide)
    grads = torch.autograd.grad(y.sum(), [narrow, wide], create_graph=True)
    yield "both", [g.detach() for g in grads]
    yield "second", list(torch.autograd.grad(sum(g.double().sum() for g in grads), [narrow, wide]))
