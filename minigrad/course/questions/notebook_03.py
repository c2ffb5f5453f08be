"""The questions of notebook 03, PyTorch Autograd - Basics, in its order."""

from minigrad.course.pickednodes import Node, Nodes
from minigrad.course.predictions import Choice, Number, Option

QUESTIONS = (
    Choice(
        number="3.1",
        words="`Q` holds two numbers. What does `Q.backward()` do, with nothing in the "
        "parentheses?",
        options=(
            Option(
                "It fills `a.grad` and `b.grad`.",
                "That is what it does when the result is one number. Here there are two, and "
                "autograd does not know how much each of them should count.",
            ),
            Option(
                "It differentiates the first number of `Q` only.",
                "Autograd picks none of them: all numbers of `Q` are treated alike.",
            ),
            Option("It raises an error.", "Autograd asks for more.", right=True),
            Option(
                "It returns the gradients.",
                "`backward()` always returns None. It leaves gradients in `.grad`.",
            ),
        ),
        explanation="A gradient is the slope of one number. When the result has several numbers, "
        "`backward` wants a weight for each: `gradient=...`, of the same shape as `Q`.",
        shown="grad can be implicitly created only for scalar outputs",
    ),
    Number(
        number="3.2",
        words="The first number of `a` is 2, and `Q = 3*a**3 - b**2`. Every weight is 1. What is "
        "the first number of `a.grad`?",
        value=36,
        mistakes={
            24: "24 is the value of 3a³ at 2. Its slope is asked for.",
            -12: "-12 is the value of `Q`. Its slope with respect to `a` is asked for; and -12 is "
            "the slope with respect to `b`, too.",
            12: "12 is 3a², the slope of a³. There is a factor 3 in front of it.",
            18: "18 is 9a. The slope of a³ is 3a², so the square stays.",
            81: "81 is the second one, where `a` is 3.",
            6: "6 is 3a. The slope of a³ is 3a².",
        },
        explanation="The slope of 3a³ is 3 · 3a² = 9a². At a = 2 that is 9 · 4 = 36. The part with "
        "`b` does not change when `a` does.",
        shown="tensor([36., 81.])",
    ),
    Number(
        number="3.3",
        words="`y = x * x`. How many arrows lead into the node of this multiplication?",
        value=2,
        mistakes={
            1: "There is one tensor, but the multiplication has two inputs; `x` is both of them.",
            0: "The multiplication has inputs that require grad, and each is an arrow.",
            3: "An arrow stands for an input. A multiplication has two.",
        },
        explanation="One arrow for each input, even when the same tensor is used twice. Along each "
        "of them comes one x, and they add up: the slope is x + x = 2x.",
        shown="arrows into the node: 2",
    ),
    Number(
        number="3.4",
        words="`x = 2`, then `y = 3*x`, then `c = 2*y + 5*y`. What is `x.grad` after "
        "`c.backward()`?",
        value=21,
        mistakes={
            6: "6 is what comes through `2*y` alone. The part through `5*y` is lost, as if the "
            "second gradient overwrote the first.",
            15: "15 is what comes through `5*y` alone. The part through `2*y` is lost.",
            7: "7 is the gradient of `y`. One more factor leads on to `x`.",
            42: "42 is the value of `c`: 7 times 6. Its slope is asked for.",
            10: "The factors along one path multiply; different paths add up.",
            30: "Paths add up, they do not multiply: 2·3 + 5·3.",
        },
        explanation="Two paths lead from `x` to `c`: 3·2 = 6 and 3·5 = 15. What arrives along "
        "different paths is added: 21. That is why autograd writes += and not =.",
        shown="tensor(21.)",
    ),
    Number(
        number="3.5",
        words="`x` is 3. How many MulBackward0 nodes does the loop leave in the graph of `y`?",
        value=2,
        mistakes={
            1: "After one turn `y` is 6, which is still below 10.",
            3: "3, 6, 12: the second turn goes past 10, and there is no third.",
            0: "`y` starts at 3, below 10, so the loop does run.",
            4: "That would be so from x = 1: 1, 2, 4, 8, 16.",
        },
        explanation="3 becomes 6, 6 becomes 12, and the loop ends: two multiplications, two nodes. "
        "The graph holds what was done, not the program that did it.",
        shown="through 2 backward functions (MulBackward0 twice)",
    ),
    Choice(
        number="3.6",
        words="`Q.backward(...)` has run once. What happens when you call it again on the same "
        "`Q`?",
        options=(
            Option(
                "The gradients are computed again; nothing changes.",
                "Two things are in the way: gradients are added to `.grad`, not stored over it, "
                "and a part of what the backward pass needs is gone.",
            ),
            Option(
                "`a.grad` and `b.grad` double.",
                "It would be so if everything were still there: gradients do add up. But the first "
                "pass has freed the saved values.",
            ),
            Option("It raises an error.", "The saved values are gone.", right=True),
            Option(
                "A new graph is made first, then it works.",
                "A backward pass never makes this graph. Only running the forward pass again does.",
            ),
        ),
        explanation="To find the slope of a³ autograd saved `a`. The first backward pass frees "
        "what was saved, to give the memory back. `backward(..., retain_graph=True)` keeps it.",
        shown="Trying to backward through the graph a second time",
    ),
    Choice(
        number="3.7",
        words="`x` and `y` do not require grad, `z` does. Which of `a = x + y` and `b = x + y + z` "
        "require grad?",
        options=(
            Option(
                "Both.",
                "`a` is made from `x` and `y` alone. What is done later with `a` or `z` does not "
                "change that.",
            ),
            Option("Only `b`.", "One input that requires grad is enough.", right=True),
            Option(
                "Neither: most of the inputs do not.",
                "It is not a vote. A single input that requires grad is enough.",
            ),
            Option(
                "Only `a`.",
                "It is the other way round: `b` has an input that requires grad, `a` has none.",
            ),
        ),
        explanation="A result requires grad as soon as one of its inputs does. `a` has no such "
        "input, so autograd takes no note of `x + y` at all.",
        shown="False None\nTrue AddBackward0",
    ),
    Nodes(
        number="3.8",
        words="`p = x * v`, `q = w * p`, `r = q + v`, and only `w` requires grad. Which of these "
        "will be in the DAG of `r`? Click the nodes.",
        nodes=(
            Node("x", False, "`x` does not require grad: for the DAG it is a constant.", leaf=True),
            Node("v", False, "`v` does not require grad, though it is used twice.", leaf=True),
            Node("w", True, "`w` requires grad, and `r` depends on it.", leaf=True),
            Node("p = x * v", False, "none of its inputs requires grad, so no note is taken."),
            Node("q = w * p", True, "one of its inputs requires grad: `w`."),
            Node("r = q + v", True, "`q` requires grad, because it was made from `w`."),
        ),
        arrows=(
            ("x", "p = x * v"),
            ("v", "p = x * v"),
            ("w", "q = w * p"),
            ("p = x * v", "q = w * p"),
            ("q = w * p", "r = q + v"),
            ("v", "r = q + v"),
        ),
        explanation="From `w` on, everything that is made from it is in the DAG: the product `q` "
        "and the sum `r`. `x`, `v` and `p` go in as constants.",
        shown="The leaf w flows through 2 backward functions (MulBackward0 and AddBackward0) into",
    ),
    Choice(
        number="3.9",
        words="`b = 3*a**3`, `c = b * a`, and `c.backward(...)` has run. What does `b.grad` give?",
        options=(
            Option(
                "The gradient of `c` with respect to `b`.",
                "Autograd does compute it on its way to `a`, but it does not keep it.",
            ),
            Option("None, and a warning.", "It was computed and thrown away.", right=True),
            Option(
                "Zeros.",
                "A zero would claim that `c` does not depend on `b`. Autograd says None: not kept.",
            ),
            Option(
                "An error, because `b` does not require grad.",
                "`b` does require grad: it was made from `a`, which does. That alone is not "
                "enough, though.",
            ),
        ),
        explanation="`b` is the result of an operation, so it is not a leaf. To save memory, "
        "autograd keeps gradients for leaves only. The warning tells you how to ask for more.",
        shown="UserWarning: The .grad attribute of a Tensor that is not a leaf Tensor",
    ),
    Number(
        number="3.10",
        words="`a` is [1, 2], `b = 3*a**3`, `c = b * a`, and `b` retains its gradient. What is the "
        "second number of `b.grad`?",
        value=2,
        mistakes={
            24: "24 is the value of `b`. Asked for is how much `c` changes with `b`.",
            36: "36 is 9a², how much `b` changes with `a`. Asked for is how much `c` changes "
            "with `b`.",
            48: "48 is the value of `c`.",
            96: "96 will be the second number of `a.grad`. For `b`, stop one step earlier.",
            1: "1 is the first number of `b.grad`; or did you take the gradient that comes in?",
        },
        explanation="`c` is `b` times `a`. When `b` grows by a little, `c` grows by `a` times that "
        "little: the gradient is `a` itself, [1, 2].",
        shown="tensor([1., 2.])",
    ),
    Choice(
        number="3.11",
        words="The same lines run again, `b` being made anew and asked to retain its gradient. "
        "Before, `a.grad` was [12, 96] and `b.grad` was [1, 2]. What are they now?",
        options=(
            Option(
                "Both have doubled.",
                "Gradients are added to what is in `.grad`. But is `b` the tensor that it was "
                "before?",
            ),
            Option(
                "Only `a.grad` has doubled.",
                "The leaf is the same as before, `b` is not.",
                right=True,
            ),
            Option(
                "Neither: each backward pass begins at zero.",
                "A backward pass adds to `.grad`. It never sets it back.",
            ),
            Option(
                "Only `b.grad` has doubled.",
                "The other way round: look which of the two tensors was made anew.",
            ),
        ),
        explanation="`a` is still the same tensor, with [12, 96] in it. `b` was made by the new "
        "forward pass, and began without a gradient. So setting back, `zero_grad`, matters for "
        "leaves, and not for what lies between.",
        shown="tensor([ 24., 192.])\ntensor([1., 2.])",
    ),
    Choice(
        number="3.12",
        words="`w = torch.tensor(5., requires_grad=True) * 0.1`, then `(w * w).backward()`. What "
        "is `w.grad`?",
        options=(
            Option(
                "1, which is 2w.",
                "That would be the gradient, but look at what the name `w` stands for: the result "
                "of a multiplication.",
            ),
            Option("None.", "`w` names a result, not a leaf.", right=True),
            Option(
                "0.1",
                "0.1 is how much `w` changes with the tensor 5. Who still has a name for that "
                "tensor?",
            ),
            Option(
                "An error.",
                "The backward pass works: there is a leaf. It only has no name any more.",
            ),
        ),
        explanation="The leaf is the tensor 5., and nothing in the program names it. `w` is what "
        "`* 0.1` made of it. First compute the number, then make the tensor: "
        "`w = torch.tensor(5. * 0.1, requires_grad=True)`.",
        shown="w     True           False    MulBackward0  False         None",
    ),
    Choice(
        number="3.13",
        words="What does `retain_grad()` do on a leaf that requires grad, and what on a tensor "
        "that does not require grad?",
        options=(
            Option(
                "An error on the leaf; nothing on the other.",
                "The other way round. A leaf keeps its gradient anyway, so there is nothing to "
                "complain about.",
            ),
            Option(
                "Nothing on the leaf; an error on the other.",
                "The leaf keeps its gradient anyway; the other will never have one.",
                right=True,
            ),
            Option(
                "Nothing on either.",
                "Asking for a gradient that will never exist is a mistake, and autograd says so.",
            ),
            Option(
                "An error on both.",
                "The leaf keeps its gradient anyway, so asking for it does no harm.",
            ),
        ),
        explanation="On the leaf the wish is already granted. On a tensor without grad it cannot "
        "be, and a silent None later would be hard to understand.",
        shown="can't retain_grad on Tensor that has requires_grad=False",
    ),
)
