"""The questions of notebook 09, Error Gallery, in its order."""

from minigrad.course.pickednodes import Node, Nodes
from minigrad.course.predictions import Choice, Option

QUESTIONS = (
    Choice(
        number="9.1",
        words="Line 1: `x` is made. Line 2: `h = x.exp()`. Line 3: `first, second = h.sum(), "
        "(h * h).sum()`. Line 4: `first.backward()`. Line 5: `second.backward()`. Which line "
        "raises?",
        options=(
            Option(
                "Line 4: there are two losses.",
                "`first` is a single number with a history. What comes later does not matter yet.",
            ),
            Option(
                "Line 5.",
                "Both losses go through the node of `exp`, and the first pass has been there.",
                right=True,
            ),
            Option(
                "Line 3: `h` is used twice.",
                "A result may be used as often as you like. The gradients are added.",
            ),
            Option(
                "None: `first` and `second` are different losses.",
                "They are. But which nodes do their histories share?",
            ),
        ),
        explanation="The first pass frees what the nodes have saved. The second loss has a node of "
        "its own for `h * h`, but its way to `x` leads through the node of `exp` again.",
    ),
    Choice(
        number="9.2",
        words="`x` is a leaf, `y = x * x`, then `y.sum().backward()`, then `print(y.grad * 2)`. "
        "What happens?",
        options=(
            Option(
                "It prints twice the gradient of `y`.",
                "Autograd had that gradient. Did it keep it?",
            ),
            Option(
                "`backward` raises.",
                "It begins at a single number with a history, so it runs.",
            ),
            Option(
                "The last line raises.",
                "`y.grad` is None, and None cannot be multiplied.",
                right=True,
            ),
            Option(
                "It prints zeros.",
                "A gradient that is not there is no zero, it is None.",
            ),
        ),
        explanation="`y` is a result, and gradients are kept for leaves only. Autograd warns you "
        "when you read `y.grad`; the error comes from Python, one step later.",
    ),
    Choice(
        number="9.3",
        words="`w = torch.tensor([1., 2.], requires_grad=True) * 0.1`, and then "
        "`torch.optim.SGD([w], lr=0.5)`. Which line raises, and which one is wrong?",
        options=(
            Option(
                "The second line raises, and the second is wrong.",
                "An optimizer is given the weights that it should change. What is `w`?",
            ),
            Option(
                "The first line raises.",
                "A product of a leaf and a number is an ordinary operation.",
            ),
            Option(
                "The second line raises, and the first is wrong.",
                "`w` is the result of a product, and only leaves can be optimized.",
                right=True,
            ),
            Option(
                "Neither raises; the first step of the optimizer does.",
                "It could be noticed only then, and it was so in other programs. This optimizer "
                "looks earlier.",
            ),
        ),
        explanation="The line that raises is often not the line that is wrong. The leaf has lost "
        "its name in the first line; the second only notices.",
    ),
    Choice(
        number="9.4",
        words="Line 1: `x` is made. Line 2: `y = x.exp()`. Line 3: `y += 1`. Line 4: "
        "`z = y.log()`. Line 5: `z.sum().backward()`. Which line raises?",
        options=(
            Option(
                "Line 3: `y` must not be changed.",
                "`y` is a result and no leaf. It may be changed, as long as nobody needs the old "
                "numbers.",
            ),
            Option(
                "Line 4: the logarithm sees that `y` was changed.",
                "It computes with the numbers that are there now, and that is all right.",
            ),
            Option(
                "Line 5.",
                "Only the backward pass reads what was saved, and finds that it was changed.",
                right=True,
            ),
            Option(
                "None.",
                "It would be so if nobody had saved `y`. What is the slope of eˣ made of?",
            ),
        ),
        explanation="The node of `exp` has saved its result. That it was changed is noticed when "
        "it is read, in the backward pass. With `sin` in place of `exp` nothing would happen, as "
        "`sin` saves its input.",
    ),
    Nodes(
        number="9.5",
        words="`a = x * x`, `b = a.detach()`, `c = 3 * b`, `d = a + c`, and `x` requires grad. "
        "Which of these will be in the DAG of `d`? Click the nodes.",
        nodes=(
            Node("x", True, "`x` requires grad, and `d` depends on it through `a`.", leaf=True),
            Node("a = x * x", True, "`a` was made from `x`, and `d` uses it directly."),
            Node("b = a.detach()", False, "detaching cuts the history: `b` is a constant."),
            Node("c = 3 * b", False, "it was made from a constant, so no note is taken."),
            Node("d = a + c", True, "one of its inputs requires grad: `a`."),
        ),
        arrows=(
            ("x", "a = x * x"),
            ("a = x * x", "b = a.detach()"),
            ("b = a.detach()", "c = 3 * b"),
            ("a = x * x", "d = a + c"),
            ("c = 3 * b", "d = a + c"),
        ),
        explanation="Two ways lead from `a` to `d`. The one through `detach` is cut, so `c` goes "
        "in as a constant; the other one is recorded.",
    ),
    Choice(
        number="9.6",
        words="Line 2: `square = (x * x).item()`. Line 3: `loss = torch.tensor(square)`. Line 4: "
        "`loss.backward()`. Line 4 raises. Which line has to be mended?",
        options=(
            Option(
                "Line 4: it needs `retain_graph=True`.",
                "That would keep a graph. Is there one?",
            ),
            Option(
                "Line 3: it needs `requires_grad=True`.",
                "Then nothing raises. But what would `x.grad` be?",
            ),
            Option(
                "Line 2, where the number leaves the graph.",
                "`item()` gives a Python number, and no number knows where it came from.",
                right=True,
            ),
            Option(
                "Line 1, where `x` is made.",
                "`x` requires grad, as it should.",
            ),
        ),
        explanation="From line 2 on there is no connection with `x`. A tensor that is made from a "
        "number is new, whatever it requires.",
    ),
    Choice(
        number="9.7",
        words="The class `Half` has a `forward` and no `backward`. Line 1: `y = Half.apply(x)`. "
        "Line 2: `print(y)`. Line 3: `y.backward()`. Which line raises?",
        options=(
            Option(
                "Already the definition of the class.",
                "Python does not know what a Function needs.",
            ),
            Option(
                "Line 1: `apply` sees that `backward` is missing.",
                "It could. But a Function without `backward` is of use where no gradient is "
                "wanted.",
            ),
            Option(
                "Line 2: the node has no name.",
                "The node is there, and it has the name of the class.",
            ),
            Option(
                "Line 3.",
                "The node is asked for its gradients only now.",
                right=True,
            ),
        ),
        explanation="`apply` runs `forward` and puts a node into the graph. What the node cannot "
        "do comes out when the backward pass arrives.",
    ),
    Choice(
        number="9.8",
        words="`totals` has the shape [2, 3], `per_row` has the shape [2]. What is "
        "`totals + per_row`?",
        options=(
            Option(
                "A table of [2, 3]: each row gets its own number.",
                "That is what is meant. But shapes are compared from the right.",
            ),
            Option(
                "An error.",
                "From the right, 3 stands against 2, and neither of them is 1.",
                right=True,
            ),
            Option(
                "A table of [2, 2]: the third column is dropped.",
                "Nothing is ever dropped.",
            ),
            Option(
                "Something of the shape [2, 3, 2].",
                "Sizes are not put in a row. They are compared one by one.",
            ),
        ),
        explanation="The last sizes are compared first. [2, 3] and [2] do not fit; [2, 3] and "
        "[2, 1] would, and then each row gets its number.",
    ),
)
