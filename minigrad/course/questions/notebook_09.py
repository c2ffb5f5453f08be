"""The questions of notebook 09, Error Gallery, in its order."""

from minigrad.course.pickednodes import Node, Nodes
from minigrad.course.predictions import Choice, Option

QUESTIONS = (
    Choice(
        number="9.1",
        words="`x` is a leaf that requires grad, `h = x.exp()`, and `first, second = h.sum(), "
        "(h * h).sum()`. Then come `first.backward()` and `second.backward()`. Which line raises?",
        options=(
            Option(
                "`first.backward()`: there are two losses.",
                "`first` is a single number with a history. What comes later does not matter yet.",
            ),
            Option(
                "`second.backward()`.",
                "Both losses go through the node of `exp`, and the first pass has been there.",
                right=True,
            ),
            Option(
                "The line of the two sums: `h` is used twice.",
                "A result may be used as often as you like. The gradients are added.",
            ),
            Option(
                "None: `first` and `second` are different losses.",
                "They are. But which nodes do their histories share?",
            ),
        ),
        explanation="The first pass frees what the nodes have saved. The second loss has a node of "
        "its own for `h * h`, but its way to `x` leads through the node of `exp` again.",
        shown="Trying to backward through the graph a second time",
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
        shown="unsupported operand type(s) for *: 'NoneType' and 'int'",
    ),
    Choice(
        number="9.3",
        words="`w = torch.tensor([1., 2.], requires_grad=True) * 0.1`, and then "
        "`torch.optim.SGD([w], lr=0.5)`. Which of the two raises, and which one is wrong?",
        options=(
            Option(
                "The second raises, and the second is wrong.",
                "An optimizer is given the weights that it should change. What is `w`?",
            ),
            Option(
                "The first raises.",
                "A product of a leaf and a number is an ordinary operation.",
            ),
            Option(
                "The second raises, and the first is wrong.",
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
        shown="can't optimize a non-leaf Tensor",
    ),
    Choice(
        number="9.4",
        words="`x` is a leaf that requires grad. Then come `y = x.exp()`, `y += 1`, `z = y.log()` "
        "and `z.sum().backward()`. Which line raises?",
        options=(
            Option(
                "`y += 1`: `y` must not be changed.",
                "`y` is a result and no leaf. It may be changed, as long as nobody needs the old "
                "numbers.",
            ),
            Option(
                "`z = y.log()`: the logarithm sees that `y` was changed.",
                "It computes with the numbers that are there now, and that is all right.",
            ),
            Option(
                "`z.sum().backward()`.",
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
        shown="output 0 of Exp, is at version 1; expected version 0 instead",
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
        shown="The leaf x flows through 2 backward functions (MulBackward0 and AddBackward0) "
        "into the output d",
    ),
    Choice(
        number="9.6",
        words="`x` is a leaf that requires grad. Then come `square = (x * x).item()`, "
        "`loss = torch.tensor(square)` and `loss.backward()`, which raises. Which line has to be "
        "mended?",
        options=(
            Option(
                "`loss.backward()`: it needs `retain_graph=True`.",
                "That would keep a graph. Is there one?",
            ),
            Option(
                "`loss = ...`: it needs `requires_grad=True`.",
                "Then nothing raises. But what would `x.grad` be?",
            ),
            Option(
                "`square = ...`, where the number leaves the graph.",
                "`item()` gives a Python number, and no number knows where it came from.",
                right=True,
            ),
            Option(
                "The line above, where `x` is made.",
                "`x` requires grad, as it should.",
            ),
        ),
        explanation="From `square` on there is no connection with `x`. A tensor that is made from "
        "a number is new, whatever it requires.",
        shown="square: 9.0",
    ),
    Choice(
        number="9.7",
        words="The class `Half` has a `forward` and no `backward`. Then come "
        "`y = Half.apply(x)`, `print(y)` and `y.backward()`. Which line raises?",
        options=(
            Option(
                "Already the definition of the class.",
                "Python does not know what a Function needs.",
            ),
            Option(
                "`y = Half.apply(x)`: `apply` sees that `backward` is missing.",
                "It could. But a Function without `backward` is of use where no gradient is "
                "wanted.",
            ),
            Option(
                "`print(y)`: the node has no name.",
                "The node is there, and it has the name of the class.",
            ),
            Option(
                "`y.backward()`.",
                "The node is asked for its gradients only now.",
                right=True,
            ),
        ),
        explanation="`apply` runs `forward` and puts a node into the graph. What the node cannot "
        "do comes out when the backward pass arrives.",
        shown="You must implement either the backward or vjp method",
    ),
    Choice(
        number="9.8",
        words="`totals` has the shape [2, 3], `per_row` has the shape [2], a number for each row. "
        "`totals + per_row` is an error. Which two sizes does it complain of?",
        options=(
            Option(
                "None: `per_row` has one size and `totals` has two.",
                "How many sizes there are does not matter. What is missing counts as 1.",
            ),
            Option(
                "3 against 2.",
                "From the right, 3 stands against 2, and neither of them is 1.",
                right=True,
            ),
            Option(
                "3 against nothing: the 2 is the same in both.",
                "So it would be if shapes were compared from the left.",
            ),
            Option(
                "6 against 2: the numbers in each.",
                "Numbers are not counted. The sizes are compared one by one.",
            ),
        ),
        explanation="The last sizes are compared first. [2, 3] and [2] do not fit; [2, 3] and "
        "[2, 1] would, and then each row gets its number.",
        shown="The size of tensor a (3) must match the size of tensor b (2)",
    ),
)
