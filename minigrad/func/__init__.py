"""torch.func: from a function to its derivative, another function. Nothing is written to `.grad`.

    grad(f)(x)          as in a textbook: f', which grad(f') differentiates again
    vjp, jvp            a product of the Jacobian with a vector, from either side
    jacrev, hessian     the whole of it
    functional_call     a module as a function of its parameters

It is `autograd.grad` at work, on copies of the arguments (see func_level.py): a derivative of a
derivative is a graph within a graph. Arguments may be tensors, or lists, tuples
and dicts of tensors. (`vmap` and forward mode are not part of minigrad.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..autograd.trees import leaves, like
from ..engine import modes
from ..engine.tensor import Tensor
from ..missing import absent
from ..ops.creation import zeros, zeros_like
from ..ops.shapes.join import stack
from .level import Level, recorded

__all__ = ["functional_call", "grad", "grad_and_value", "hessian", "jacrev", "jvp", "vjp"]


def _chosen(args: tuple[Any, ...], argnums: Any) -> tuple[int, ...]:
    """The positions of the arguments to differentiate by, as numbers from 0."""
    numbers = argnums if isinstance(argnums, tuple) else (argnums,)
    if not numbers:
        raise RuntimeError("argnums must be non-empty")
    for number in numbers:
        if not isinstance(number, int):
            raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(number)}")
        if not -len(args) <= number < len(args):
            raise RuntimeError(f"Got argnum={number}, but only {len(args)} positional inputs")
    positive = tuple(number % len(args) for number in numbers)
    if len(set(positive)) < len(positive):
        raise RuntimeError(f"argnums elements must be unique, got {argnums}")
    return positive


def _put(args: tuple[Any, ...], places: tuple[int, ...], new: Any) -> list[Any]:
    changed = list(args)
    for place, value in zip(places, new, strict=True):
        changed[place] = value
    return changed


def _parted(result: Any, has_aux: bool, who: str) -> tuple[Any, Any]:
    """What the function gave, and what it wants to hand out beside it."""
    if not has_aux:
        return result, None
    if not (isinstance(result, tuple) and len(result) == 2):
        raise RuntimeError(
            f"{who}: output of function f should be a tuple: (output, aux) if has_aux is True"
        )
    return result


def _outputs(result: Any, who: str) -> list[Tensor]:
    found = leaves(result)
    for value in found:
        if not isinstance(value, Tensor):
            raise RuntimeError(
                f"{who}: expected f(*args) to return only tensors, got unsupported type "
                f"{type(value)}"
            )
    return found


# ------------------------------------------------------------------ the derivative of a number


def grad_and_value(
    func: Callable[..., Any], argnums: Any = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """As `grad`, with the value of the function beside the gradient.

    >>> import minigrad as mg
    >>> mg.func.grad_and_value(lambda x: x**3)(mg.tensor(2.))
    (tensor(12.), tensor(8.))
    """
    who = "grad_and_value(f)(*args)"

    def derivative(*args: Any, **kwargs: Any) -> Any:
        places = _chosen(args, argnums)
        with Level(tuple(args[i] for i in places)) as level:
            result = func(*_put(args, places, level.tree), **kwargs)
            value, aux = _parted(result, has_aux, who)
            if not isinstance(value, Tensor):
                raise RuntimeError(
                    f"{who}: Expected f(*args) to return a Tensor, got {type(value)}"
                )
            if value.ndim:
                raise RuntimeError(
                    f"{who}: Expected f(*args) to return a scalar Tensor, got tensor with "
                    f"{value.ndim} dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
                )
            found = like(level.tree, level.gradients([value], [None]))
            slope = level.shown(found if isinstance(argnums, tuple) else found[0])
            shown = level.shown(value)
            return slope, ((shown, level.shown(aux)) if has_aux else shown)

    return derivative


def grad(func: Callable[..., Any], argnums: Any = 0, has_aux: bool = False) -> Callable[..., Any]:
    """The function that computes the gradient of `func`, whose result is a single number.

    argnums: the argument to differentiate by, or a tuple of them.
    has_aux: `func` gives a pair; its second part is handed out beside the gradient.

    Raises RuntimeError if `func` gives no 0-d tensor.

    >>> import minigrad as mg
    >>> from minigrad.func import grad
    >>> cube = lambda x: x**3
    >>> x = mg.tensor(2.)
    >>> cube(x), grad(cube)(x), grad(grad(cube))(x), grad(grad(grad(cube)))(x)
    (tensor(8.), tensor(12.), tensor(12.), tensor(6.))
    """
    both = grad_and_value(func, argnums, has_aux)

    def derivative(*args: Any, **kwargs: Any) -> Any:
        slope, value = both(*args, **kwargs)
        return (slope, value[1]) if has_aux else slope

    return derivative


# ------------------------------------------------------------------ products with a vector


def vjp(func: Callable[..., Any], *primals: Any, has_aux: bool = False) -> tuple[Any, ...]:
    """The value of `func`, and the function that takes v to vᵀJ, a tuple with a part an argument.

    >>> import minigrad as mg
    >>> value, back = mg.func.vjp(lambda x: x**2, mg.tensor([1., 2.]))
    >>> back(mg.tensor([1., 10.]))
    (tensor([ 2., 40.]),)
    """
    with Level(primals) as level:
        result, aux = _parted(func(*level.tree), has_aux, "vjp(f, *primals)")
        outputs = _outputs(result, "vjp(f, *primals)")

    def back(*cotangents: Any) -> Any:
        vectors = leaves(cotangents)
        if len(vectors) != len(outputs):
            raise RuntimeError(
                "Expected pytree structure of cotangents to be the same as pytree structure of "
                f"outputs to the function: {len(outputs)} tensors, but got {len(vectors)}"
            )
        level.recording = bool(modes.mode.enabled)
        with recorded():
            return level.shown(like(level.tree, level.gradients(outputs, vectors)))

    shown = level.shown(result)
    return (shown, back, level.shown(aux)) if has_aux else (shown, back)


def jvp(
    func: Callable[..., Any], primals: Any, tangents: Any, *, has_aux: bool = False
) -> tuple[Any, ...]:
    """The value of `func`, and the product Jv: how fast it changes in the direction `tangents`.

    primals, tangents: tuples with a part for each argument. (PyTorch goes forward for this. Here
    vᵀJ is differentiated by v, see functional.py.)

    >>> import minigrad as mg
    >>> mg.func.jvp(lambda x: x**2, (mg.tensor([1., 2.]),), (mg.tensor([1., 10.]),))
    (tensor([1., 4.]), tensor([ 2., 40.]))
    """
    if not isinstance(primals, tuple):
        raise RuntimeError(
            "jvp(f, primals, tangents): Expected primals to be a tuple. E.g. it should be valid to "
            "call f(*primals)."
        )
    vectors = leaves(tangents)
    if not isinstance(tangents, tuple) or len(vectors) != len(leaves(primals)):
        raise RuntimeError(
            "jvp(f, primals, tangents): Expected primals and tangents to have the same python "
            "structure. For example, if primals is a tuple of 3 tensors, tangents also must be."
        )
    for x, v in zip(leaves(primals), vectors, strict=True):
        if x.shape != v.shape:
            raise RuntimeError(
                "Trying to set a forward gradient that has a different size than that of the "
                f"original Tensor: tensor of size {list(x.shape)}, gradient of {list(v.shape)}"
            )
    with Level(primals) as level:
        result, aux = _parted(func(*level.tree), has_aux, "jvp(f, primals, tangents)")
        outputs = _outputs(result, "jvp(f, primals, tangents)")
        dummies = [level.own(zeros_like(out)) for out in outputs]
        products = level.gradients(outputs, dummies)
        product = level.gradients(products, vectors, by=dummies)
        shown = (level.shown(result), level.shown(like(result, product)))
    return (*shown, level.shown(aux)) if has_aux else shown


# ------------------------------------------------------------------ all derivatives


def jacrev(func: Callable[..., Any], argnums: Any = 0, *, has_aux: bool = False) -> Any:
    """The function that computes the Jacobian: a tensor of the output's and the input's shape.

    One backward pass for each element of the output.

    >>> import minigrad as mg
    >>> mg.func.jacrev(lambda x: x**2)(mg.tensor([1., 2.]))
    tensor([[2., 0.],
            [0., 4.]])
    """

    def derivative(*args: Any, **kwargs: Any) -> Any:
        places = _chosen(args, argnums)
        with Level(tuple(args[i] for i in places)) as level:
            result = func(*_put(args, places, level.tree), **kwargs)
            value, aux = _parted(result, has_aux, "jacrev(f)(*args)")
            blocks = []
            for out in _outputs(value, "jacrev(f)(*args)"):
                found = like(level.tree, _rows(level, out))
                blocks.append(level.shown(found if isinstance(argnums, tuple) else found[0]))
            jacobian = like(value, blocks)
            return (jacobian, level.shown(aux)) if has_aux else jacobian

    return derivative


def _rows(level: Level, out: Any) -> list[Tensor]:
    shapes = [(*out.shape, *x.shape) for x in level.xs]
    if not out.numel():
        return [zeros(s, dtype=x.dtype) for x, s in zip(level.xs, shapes, strict=True)]
    flat = out.reshape(-1)
    rows = [level.gradients([flat[i]], [None]) for i in range(out.numel())]
    return [
        stack(of_x).reshape(shape)
        for of_x, shape in zip(zip(*rows, strict=True), shapes, strict=True)
    ]


def hessian(func: Callable[..., Any], argnums: Any = 0) -> Any:
    """The function that computes all second derivatives: the Jacobian of the Jacobian.

    >>> import minigrad as mg
    >>> mg.func.hessian(lambda x: (x**3).sum())(mg.tensor([1., 2.]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    return jacrev(jacrev(func, argnums), argnums)


# ------------------------------------------------------------------ modules as functions


def functional_call(module: Any, parameters: Any, args: Any = None, kwargs: Any = None) -> Any:
    """Call a module with other tensors in the place of its parameters and buffers.

    parameters: names as in `named_parameters()`, or a list of such dicts; what is not named stays.
    args: the arguments, a tuple or a single one.

    >>> import minigrad as mg
    >>> layer = mg.nn.Linear(2, 1)
    >>> zeros = {name: mg.zeros_like(p) for name, p in layer.named_parameters()}
    >>> mg.func.functional_call(layer, zeros, mg.ones(2))
    tensor([0.])
    """
    given = parameters if isinstance(parameters, (list, tuple)) else (parameters,)
    new = {name: tensor for each in given for name, tensor in each.items()}
    positional = args if isinstance(args, tuple) else () if args is None else (args,)
    replaced = []
    try:
        for prefix, part in module.named_modules():
            for own in (part._parameters, part._buffers):
                for name in own:
                    full = f"{prefix}.{name}" if prefix else name
                    if full in new:
                        replaced.append((own, name, own[name]))
                        own[name] = new[full]
        return module(*positional, **(kwargs or {}))
    finally:
        for own, name, before in replaced:
            own[name] = before


__getattr__ = absent(__name__)
