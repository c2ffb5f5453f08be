"""The questions of notebook 04, PyTorch Autograd - More Detail, in its order."""

from minigrad.course.pickednodes import Node, Nodes
from minigrad.course.predictions import Choice, Number, Option

QUESTIONS = (
    Choice(
        number="4.1",
        words="`first = f(x)` and `second = f(x)`: the same function, the same `x`. Are "
        "`first.grad_fn` and `second.grad_fn` the same node?",
        options=(
            Option(
                "Yes: the same function of the same leaf.",
                "Autograd does not know your function. It sees operations, each at the moment "
                "when it runs, and here each runs twice.",
            ),
            Option(
                "No, and their graphs have nothing in common.",
                "Follow both to their ends: where do the gradients go?",
            ),
            Option(
                "No, but both graphs end at the same leaf.",
                "Each run makes nodes of its own, for the same `x`.",
                right=True,
            ),
            Option(
                "Yes, until a backward pass has run.",
                "A backward pass neither makes these nodes nor removes them.",
            ),
        ),
        explanation="Nodes are made while the forward pass runs: twice run, twice made. The leaf "
        "`x` has one AccumulateGrad node, and both graphs lead to it.",
        shown="same node: False\nsame leaf: True",
    ),
    Number(
        number="4.2",
        words="`y = f(x)` has run with `f` as x². Then `f` is defined anew, as x³. What is "
        "`x.grad` after `y.backward()`, at x = 3?",
        value=6,
        mistakes={
            27: "27 is the slope of x³, or its value. Which `f` ran when `y` was made?",
            9: "9 is the value of `y`. Its slope is asked for.",
            33: "Nothing adds the two functions up: the new one has never run.",
            0: "The graph of `y` is still there, whatever became of the name `f`.",
        },
        explanation="`y.grad_fn` leads to the nodes of the operations that made `y`: a square, "
        "with the slope 2x = 6. What the name `f` stands for now does not matter to them.",
        shown="tensor(6.)",
    ),
    Choice(
        number="4.3",
        words="The slope of eˣ is eˣ. What does the node of `z = x.exp()` save?",
        options=(
            Option(
                "`x`, to compute eˣ again.",
                "It would do. But that number is already there; look for it.",
            ),
            Option(
                "Its own result, `z`.",
                "The slope is the result itself.",
                right=True,
            ),
            Option(
                "Nothing.",
                "A sum has the same slope everywhere. The slope of eˣ depends on the place.",
            ),
            Option(
                "Both `x` and `z`.",
                "One of the two is enough to know the slope. A node saves no more than it needs.",
            ),
        ),
        explanation="With `z` at hand the slope costs nothing. That the derivative uses the "
        "operation's own output looks like a mistake to many; for eˣ it is just right.",
        shown="_saved_result - is it x? False - is it z? True",
    ),
    Choice(
        number="4.4",
        words="`y = x.pow(2)` and `y.sum().backward()` have run. What does `y.grad_fn._saved_self` "
        "give now?",
        options=(
            Option(
                "`x`, as before.",
                "The tensor `x` is still there, but the node's hold on it is not.",
            ),
            Option(
                "None.",
                "A None could be taken for a value. The engine prefers to be clear.",
            ),
            Option(
                "An error.",
                "What was saved is freed as soon as it has been used.",
                right=True,
            ),
            Option("Zeros.", "Nothing is overwritten. The node lets go of what it held."),
        ),
        explanation="The backward pass frees what each node saved, to give the memory back early. "
        "Reading it afterwards raises an error, as a second backward pass does.",
        shown="Trying to backward through the graph a second time (or directly access saved "
        "tensors",
    ),
    Number(
        number="4.5",
        words="`y = Legendre3.apply(x)` at x = 1, and then `(2*y).backward()`. What is `x.grad`?",
        value=12,
        mistakes={
            6: "6 is the slope of `y`. The result is `2*y`; what does `backward` of Legendre3 get "
            "for `grad`?",
            2: "2 is the gradient that arrives at `y`, and also the value of `2*y`. One step is "
            "left.",
            1: "1 is the value of the polynomial. Its slope is asked for.",
            15: "Mind the order: 1.5 · (5 · 1² - 1).",
        },
        explanation="From `2*y` comes the gradient 2. Legendre3 multiplies it by its slope, "
        "1.5 · (5 - 1) = 6. That is the chain rule, and the reason for `grad *` in `backward`.",
        shown="tensor(12.)",
    ),
    Choice(
        number="4.6",
        words="`x` requires grad. Inside `with torch.no_grad():` stands `y = x * 2`. Which of "
        "`x` and `y` require grad, inside the block?",
        options=(
            Option("Both.", "One input requires grad, but nobody takes notes here."),
            Option(
                "Neither.",
                "A mode changes no tensor. It only says what is done with new results.",
            ),
            Option("Only `x`.", "The tensor keeps its flag; the result gets none.", right=True),
            Option("Only `y`.", "A result cannot have a history that nobody wrote down."),
        ),
        explanation="The flag belongs to the tensor and stays. The mode belongs to the place in "
        "the program: whatever is computed there has no history.",
        shown="True False",
    ),
    Choice(
        number="4.7",
        words="A network of two layers. The *last* layer is frozen. Does the first one still get "
        "gradients?",
        options=(
            Option(
                "No: the gradient cannot pass the frozen layer.",
                "Frozen says that the layer's own weights get no gradient. Does what goes through "
                "it still depend on the first layer?",
            ),
            Option("Yes.", "The gradient passes through.", right=True),
            Option(
                "Only its bias.",
                "Weight and bias of the first layer are treated alike.",
            ),
            Option(
                "Backward raises an error.",
                "There are leaves that require grad, so there is a graph.",
            ),
        ),
        explanation="The last layer's weights are constants now, like the 3 in 3a³. The result "
        "depends on the first layer all the same, and the chain rule goes through constants.",
        shown="0.weight True True\n0.bias True True",
    ),
    Nodes(
        number="4.8",
        words="The first layer is frozen, the last one learns. Neither the data nor the first "
        "layer's weight requires grad. Which of these will be in the graph of `out`? Click them.",
        nodes=(
            Node("data", False, "nobody asked for its gradient.", leaf=True),
            Node("0.weight", False, "it is frozen: it does not require grad.", leaf=True),
            Node("2.weight", True, "it requires grad, and `out` depends on it.", leaf=True),
            Node("first layer", False, "none of its inputs requires grad."),
            Node("tanh", False, "its input was not recorded, and it has no weights."),
            Node("last layer", True, "one of its inputs requires grad: `2.weight`."),
        ),
        arrows=(
            ("data", "first layer"),
            ("0.weight", "first layer"),
            ("first layer", "tanh"),
            ("tanh", "last layer"),
            ("2.weight", "last layer"),
        ),
        explanation="What comes before the last layer has nothing in it that requires grad, so no "
        "note is taken of it. The graph begins at the last layer, which saves time and memory.",
        shown="The leaves 2.weight and 2.bias flow through 2 backward functions",
    ),
    Number(
        number="4.9",
        words="x = 2. `y = x**2` is recorded, `z = 3*y` is computed in no-grad mode, `w = y + z` "
        "is recorded again. What is `x.grad` after `w.backward()`?",
        value=4,
        mistakes={
            16: "16 is the slope of 4x². But `z` has no history: for `w` it is a constant.",
            12: "12 would come through `z` alone, and that way is the one which is missing.",
            0: "One way from `x` to `w` was recorded.",
            8: "The factor of the way through `y` is 1.",
        },
        explanation="Two ways lead from `x` to `w`, but only one was written down: through `y`, "
        "with the slope 2x = 4. No error tells you that the other is missing.",
        shown="tensor(4.)",
    ),
    Choice(
        number="4.10",
        words="Inside `with torch.no_grad():` you make `p = torch.nn.Parameter(torch.ones(2))`. "
        "What is `p.requires_grad`?",
        options=(
            Option(
                "False, because of the mode.",
                "The mode is about the results of operations. You made `p` yourself.",
            ),
            Option("True.", "A Parameter starts True everywhere.", right=True),
            Option(
                "False inside the block, True after it.",
                "The flag belongs to the tensor and does not change at the end of a block.",
            ),
        ),
        explanation="No-grad mode touches operations only. A tensor that you make with "
        "`requires_grad=True`, as a Parameter is, has it there as well.",
        shown="p: True",
    ),
    Choice(
        number="4.11",
        words="`w` is a leaf with a gradient. What does `w = w - 0.25 * w.grad` do, while autograd "
        "records?",
        options=(
            Option(
                "It changes the weight, as `w -= 0.25 * w.grad` would.",
                "The minus sign makes a new tensor; `=` only gives it a name.",
            ),
            Option(
                "It raises the same error.",
                "The error is about changing a leaf in place. Nothing is changed in place here.",
            ),
            Option(
                "It makes a new tensor and calls it `w`.",
                "The leaf is still what it was, without its name.",
                right=True,
            ),
            Option(
                "It changes the weight and forgets its history.",
                "A leaf has no history to forget. And who changes the numbers of the leaf?",
            ),
        ),
        explanation="`w` is now the result of a subtraction: it has a history and is no leaf, so "
        "its `.grad` stays None in the next backward pass. An optimizer that holds the old leaf "
        "goes on with that one.",
        shown="tensor(5., requires_grad=True)\ntensor(3.5000, grad_fn=<SubBackward0>)",
    ),
    Choice(
        number="4.12",
        words="`r` was made in inference mode, `w` requires grad. Outside of the block stands "
        "`w * r`. What happens?",
        options=(
            Option(
                "A product that requires grad.",
                "So it would be with a result of no-grad mode. To know the slope with respect to "
                "`w`, the node has to save `r`.",
            ),
            Option(
                "A product without history.",
                "The mode is over, and `w` requires grad: autograd takes notes here.",
            ),
            Option("An error.", "The node may not save `r`.", right=True),
            Option(
                "An error later, in the backward pass.",
                "It is noticed earlier, when the node wants to save `r`.",
            ),
        ),
        explanation="A saved tensor must not change before the backward pass, and changes are "
        "counted. For tensors of inference mode nobody counts, so no node may save them.",
        shown="Inference tensors cannot be saved for backward",
    ),
    Choice(
        number="4.13",
        words="`net.eval()` was called, then `y = net(x)`. The parameters require grad. Does `y`?",
        options=(
            Option("Yes.", "Eval mode is about something else.", right=True),
            Option(
                "No: eval mode is for when nothing is learned.",
                "It is used there, but what does the call change? Only how some modules compute.",
            ),
            Option(
                "Only if the network has a Dropout.",
                "A Dropout changes the numbers, not whether they are recorded.",
            ),
        ),
        explanation="`eval()` sets `training` to False in every module, and that is all it does. "
        "Autograd never looks at it. To switch recording off, use no-grad or inference mode.",
        shown="requires grad: True",
    ),
    Number(
        number="4.14",
        words="A fresh BatchNorm1d in eval mode assumes mean 0 and variance 1. To the nearest "
        "whole number: what does it make of the 3 in the batch 1, 3?",
        value=3,
        mistakes={
            1: "1 is what it gives in training: the batch's own mean is 2, its deviation 1.",
            2: "2 is the mean of the batch. In eval mode it is not looked at.",
            0: "Subtract the mean that it assumes, 0, and divide by 1.",
        },
        explanation="In eval mode it uses the statistics that it has collected in training. It has "
        "collected none yet, so (3 - 0) / 1 = 3. In training the same 3 becomes 1.",
        shown="eval:     tensor([1.0000, 3.0000])",
    ),
)
