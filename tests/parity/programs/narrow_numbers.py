"""Numbers that an element type cannot hold: wrapped around beside a tensor, refused inside it."""

from ..observe import raises

NUMBERS = (-1, 255, 256, 300, -129, -256, 2**15, 2**31, 2**40, -(2**40), 2**63 - 1, -(2**63), 2**63)
TOO_LARGE = (2**64, -(2**63) - 1)
KINDS = ("uint8", "int8", "int16", "int32", "int64", "bool")


def _outcomes(torch, calls, numbers, kinds=KINDS):
    """For each call and type what it gives for each of the numbers, or the error."""
    for name, call in calls.items():
        for kind in kinds:
            seen = []
            for number in numbers:
                x = torch.tensor([0, 1, 3]).to(getattr(torch, kind))
                try:
                    result = call(x, number)
                    seen.append([str(result.dtype), result.tolist()])
                except Exception as error:
                    seen.append([type(error).__name__, str(error).partition("\n")[0]])
            yield f"{name} {kind}", seen


def beside_a_tensor_they_wrap_around(torch):
    """256 is 0 to a uint8 tensor, and -1 is 255: C's conversion, without a word."""
    calls = {
        "==": lambda x, n: x == n,
        "<": lambda x, n: x < n,
        "r>=": lambda x, n: n >= x,
        "+": lambda x, n: x + n,
        "*": lambda x, n: x * n,
        "&": lambda x, n: x & n,
        "eq": lambda x, n: torch.eq(x, n),
        "isin": lambda x, n: torch.isin(x, n),
    }
    yield from _outcomes(torch, calls, NUMBERS)
    minus = {"-": lambda x, n: x - n, "r-": lambda x, n: n - x}
    yield from _outcomes(torch, minus, NUMBERS, KINDS[:-1])
    large = {f"too large {name}": call for name, call in (calls | minus).items()}
    yield from _outcomes(torch, large, TOO_LARGE, ("uint8", "int64", "float32"))


def a_quotient_takes_them_whole(torch):
    """Integers are divided as floats, so nothing is wrapped around before."""
    calls = {
        "/": lambda x, n: x / n,
        "r/": lambda x, n: n / (x + 1),
        "copysign": lambda x, n: torch.copysign(x, n),
    }
    yield from _outcomes(torch, calls, NUMBERS[:10], KINDS[:-1])


def whole_quotients_and_remainders_wrap_first(torch):
    """256 of a uint8 tensor is a division by zero."""
    calls = {
        "//": lambda x, n: x // n,
        "%": lambda x, n: x % n,
        "fmod": lambda x, n: torch.fmod(x, n),
        "trunc": lambda x, n: torch.div(x, n, rounding_mode="trunc"),
        "r//": lambda x, n: n // (x + 1),
        "r%": lambda x, n: n % (x + 1),
    }
    yield from _outcomes(torch, calls, NUMBERS, KINDS[:-1])
    yield "int by zero", raises(lambda: torch.tensor([1]) % torch.tensor([0]), "ZeroDivisionError")


def what_is_put_in_must_fit(torch):
    """fill_, masked_fill, clamp and their like refuse it; only a negative number may wrap."""
    numbers = (*NUMBERS, 2.7, -2.7, 1e10, float("nan"), float("inf"))
    calls = {
        "fill_": lambda x, n: x.fill_(n),
        "masked_fill": lambda x, n: x.masked_fill(x > 0, n),
        "full_like": lambda x, n: torch.full_like(x, n),
        "index_fill": lambda x, n: x.index_fill(0, torch.tensor([0]), n),
        "scatter": lambda x, n: x.scatter(0, torch.tensor([0]), n),
    }
    yield from _outcomes(torch, calls, numbers)
    bounds = {
        "clamp": lambda x, n: torch.clamp(x, n),
        "clamp max": lambda x, n: torch.clamp(x, max=n),
        "where": lambda x, n: torch.where(x > 0, x, n),
        "alpha": lambda x, n: torch.add(x, 1, alpha=n),
        "value": lambda x, n: torch.addcmul(x, x, x, value=n),
        "threshold": lambda x, n: torch.nn.functional.threshold(x, 1, n),
    }
    yield from _outcomes(torch, bounds, numbers[:13], KINDS[:-1])


def what_is_assigned_must_fit(torch):
    """x[0] = 300 and x[mask] = 300 on bytes."""
    for kind in KINDS:
        for number in (-1, 256, 2**40, 2**63, 2.5, float("nan")):
            x = torch.tensor([0, 1, 3]).to(getattr(torch, kind))
            yield f"{kind} {number}", [raises(lambda x=x, n=number: x.__setitem__(0, n)), x]
            yield (
                f"{kind} {number} masked",
                [
                    raises(lambda x=x, n=number: x.__setitem__(x > 0, n)),
                    x,
                ],
            )


def integers_to_integer_powers(torch):
    """A negative power is refused as a number, and 0 for all but 1 and -1 as a tensor."""
    x = torch.tensor([1, -1, 2, -2])
    yield "number", raises(lambda: x**-1, "negative integer powers")
    yield "tensor", x ** torch.tensor(-1)
    yield "tensors", x ** torch.tensor([-1, -2, -3, 2])
    yield "odd", x ** torch.tensor(-3)
    yield "too large", raises(lambda: torch.tensor([1], dtype=torch.int8) ** 300, "int8_t")
    yield "bool", [torch.tensor([True, False]) ** 2, torch.tensor([True, False]) ** True]
