"""Arguments of an earlier day, and those that few calls need: each does something or is refused."""

import warnings

from ..observe import raises, warned

FLAGS = (None, True, False)


def _losses(torch):
    F = torch.nn.functional
    x = torch.tensor([[0.5, -1.0, 0.25], [2.0, 0.5, -0.5]])
    y, classes = torch.tensor([[0.25, 1.0, 0.5], [0.75, 0.25, 0.0]]), torch.tensor([2, 0])
    signs = torch.tensor([[1.0, -1.0, 1.0], [-1.0, 1.0, 1.0]])
    yield "mse_loss", lambda **k: F.mse_loss(x, y, **k)
    yield "l1_loss", lambda **k: F.l1_loss(x, y, **k)
    yield "smooth_l1_loss", lambda **k: F.smooth_l1_loss(x, y, **k)
    yield "kl_div", lambda **k: F.kl_div(x, y, **k)
    yield "nll_loss", lambda **k: F.nll_loss(x, classes, **k)
    yield "cross_entropy", lambda **k: F.cross_entropy(x, classes, **k)
    yield "cross_entropy soft", lambda **k: F.cross_entropy(x, y, **k)
    yield "binary_cross_entropy", lambda **k: F.binary_cross_entropy(y.clone(), y, **k)
    yield "with_logits", lambda **k: F.binary_cross_entropy_with_logits(x, y, **k)
    yield "poisson_nll_loss", lambda **k: F.poisson_nll_loss(x, y, **k)
    yield "soft_margin_loss", lambda **k: F.soft_margin_loss(x, signs, **k)
    yield "hinge_embedding_loss", lambda **k: F.hinge_embedding_loss(x, signs, **k)
    yield "margin_ranking_loss", lambda **k: F.margin_ranking_loss(x, y, signs, **k)
    yield "cosine_embedding_loss", lambda **k: F.cosine_embedding_loss(x, y, signs[:, 0], **k)


def size_average_and_reduce_overrule_reduction(torch):
    """In every loss, for every pair of flags."""
    for name, loss in _losses(torch):
        for average in FLAGS:
            for reduce in FLAGS:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    value = loss(size_average=average, reduce=reduce, reduction="sum")
                yield f"{name} {average} {reduce}", value


def they_are_said_to_be_old(torch):
    """A warning names the word to use."""
    x = torch.ones(2, 3)
    phrases = ("size_average and reduce args", "reduction='sum' instead")
    yield "function", warned(lambda: torch.nn.functional.mse_loss(x, x, False), *phrases)
    yield "module", warned(lambda: torch.nn.MSELoss(False).reduction, *phrases)
    yield (
        "a word by position",
        warned(lambda: torch.nn.L1Loss("sum").reduction, "reduction='mean' instead"),
    )


def modules_take_them_by_position(torch):
    """Each loss has its parameters in an order of its own."""
    nn = torch.nn
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for average in FLAGS:
            for reduce in FLAGS:
                made = [
                    nn.MSELoss(average, reduce, "sum"),
                    nn.L1Loss(average, reduce, "sum"),
                    nn.SmoothL1Loss(average, reduce, "sum", 2.0),
                    nn.KLDivLoss(average, reduce, "sum"),
                    nn.NLLLoss(None, average, -1, reduce, "sum"),
                    nn.CrossEntropyLoss(None, average, -1, reduce, "sum", 0.1),
                    nn.BCELoss(None, average, reduce, "sum"),
                    nn.BCEWithLogitsLoss(None, average, reduce, "sum"),
                    nn.SoftMarginLoss(average, reduce, "sum"),
                    nn.HingeEmbeddingLoss(1.0, average, reduce, "sum"),
                    nn.MarginRankingLoss(0.0, average, reduce, "sum"),
                    nn.CosineEmbeddingLoss(0.0, average, reduce, "sum"),
                ]
                yield f"{average} {reduce}", [loss.reduction for loss in made]


def weights_of_yes_and_no(torch):
    """As buffers, which are part of the state."""
    p, y = torch.tensor([[0.25, 0.5], [0.75, 0.5]]), torch.tensor([[1.0, 0.0], [1.0, 1.0]])
    w = torch.tensor([2.0, 3.0])
    yield "BCELoss", torch.nn.BCELoss(w)(p, y)
    yield "BCEWithLogitsLoss", torch.nn.BCEWithLogitsLoss(w, pos_weight=w + 1)(p, y)
    yield "state", sorted(torch.nn.BCEWithLogitsLoss(w, pos_weight=w).state_dict())


def keepdim_without_dim(torch):
    """argmax and argmin of all elements keep every dimension, of length 1."""
    for shape in ((2, 3), (4,), ()):
        x = torch.ones(shape)
        for name in ("argmax", "argmin"):
            yield f"{name} {shape}", getattr(torch, name)(x, keepdim=True)
            yield f"x.{name} {shape}", getattr(x, name)(None, True)


def keepdim_without_dim_is_refused(torch):
    """Where the form without dim has no such parameter."""
    x = torch.ones(2, 3)
    for name in ("prod", "max", "min", "median"):
        yield name, raises(lambda name=name: getattr(torch, name)(x, keepdim=True), name)
    yield "of two", raises(lambda: torch.max(x, x, keepdim=True), "max")


def a_second_argument_to_an_operation_of_one(torch):
    """It is refused, not ignored."""
    x = torch.ones(2)
    for name in ("exp", "sin", "neg", "sqrt", "relu", "absolute", "trunc"):
        yield name, raises(lambda name=name: getattr(torch, name)(x, 5), "takes 1 positional")


def what_a_size_says(torch):
    """output_size is checked."""
    x = torch.tensor([1, 2])
    yield "fits", torch.repeat_interleave(x, torch.tensor([1, 2]), output_size=3)
    yield "fits a number", torch.repeat_interleave(x, 2, output_size=4)
    yield (
        "counts",
        raises(
            lambda: torch.repeat_interleave(x, torch.tensor([1, 2]), output_size=4),
            "allocated size",
        ),
    )
    yield (
        "number",
        raises(lambda: torch.repeat_interleave(x, 2, output_size=5), "Invalid output_size"),
    )


def checks_that_are_left_out(torch):
    """gradcheck needs one; jacobian has no strict and vectorized form."""
    x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    check = torch.autograd.gradcheck
    twice = torch.autograd.gradgradcheck
    functional = torch.autograd.functional
    yield "nothing", raises(lambda: check(torch.sin, x, check_backward_ad=False), "at least one of")
    yield "twice", raises(lambda: twice(torch.sin, x, check_rev_over_rev=False), "at least one of")
    yield "other layout", twice(torch.sin, x, gen_non_contig_grad_outputs=True)
    yield (
        "strict and vectorize",
        raises(
            lambda: functional.jacobian(torch.sin, x, strict=True, vectorize=True),
            "are not supported together",
        ),
    )
    yield "vectorize", functional.jacobian(torch.sin, x.detach(), vectorize=True)
