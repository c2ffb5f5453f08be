"""The questions of notebook 05, Build It Yourself, in its order."""

from minigrad.course.pickednodes import Node, Nodes
from minigrad.course.predictions import Choice, Number, Option

QUESTIONS = (
    Choice(
        number="5.1",
        words="`a` is a leaf that requires grad, `k` is a constant. What will "
        "`MulBackward0(a, k).next_functions` hold?",
        options=(
            Option(
                "One pair, with the AccumulateGrad of `a`.",
                "Then nobody could tell which input it belongs to. What if `k` came first?",
            ),
            Option(
                "Two pairs: the AccumulateGrad of `a`, and None.",
                "One for each input, in their order.",
                right=True,
            ),
            Option(
                "Two pairs, each with an AccumulateGrad.",
                "Nobody asked for the gradient of `k`, so there is no node that would collect it.",
            ),
            Option(
                "Two pairs: `a`, and `k`.",
                "The tensors are in `inputs`. `next_functions` holds nodes: the next steps of the "
                "way back.",
            ),
        ),
        explanation="There is one pair for each input, so that the first gradient of a formula "
        "belongs to the first pair, and so on. None says: this gradient is not wanted.",
        shown="((<AccumulateGrad>, 0), (None, 0))",
    ),
    Number(
        number="5.2",
        words="`c = a * b`, with a = 4 and b = 7. From the steps after it, the gradient 10 "
        "arrives at the node of the product. Which number does the node send on to `a`?",
        value=70,
        mistakes={
            7: "7 is the slope of the product alone. What arrives is multiplied by it.",
            40: "40 goes to `b`: each factor has the other one for its slope.",
            17: "The chain rule multiplies; you added.",
            28: "28 is the value of `c`. Its slope with respect to `a` is asked for, times 10.",
            280: "280 is the value of `c` times 10. The slope with respect to `a` is `b`.",
            10: "10 is what arrives. A sum would send it on as it is; a product multiplies it by "
            "the other factor.",
        },
        explanation="Own slope times what arrives: 7 · 10 = 70. A formula gets the gradient of the "
        "result and returns the gradients of the inputs.",
        shown="70.0 40.0",
    ),
    Number(
        number="5.3",
        words="x = 2, `y = 3*x`, `p = 2*y`, `q = 5*y`, `c = p + q`. The nodes run in this order: "
        "c, p, y, x, q. The pass begins with 1 at `c`, and each node runs once, with what has "
        "arrived by then. Which number is in `x.grad` at the end?",
        value=6,
        mistakes={
            21: "21 is the true derivative. But follow the order: what has arrived at `y` when "
            "its turn comes?",
            15: "15 is what comes through `q`. When `q` runs, `y` is done already.",
            7: "7 is all that arrives at `y` sooner or later. How much was there when it ran, and "
            "what does it send on to `x`?",
            2: "2 is what `y` has when it runs. It sends three times that on to `x`.",
            0: "Something arrives: by the way through `p`.",
        },
        explanation="When `y` runs, only the 2 from `p` is there; it sends 2 · 3 = 6 to `x`. The "
        "5 from `q` comes too late. No error, only a wrong number: 6 in place of 21.",
        shown="depth-first: 6.0",
    ),
    Number(
        number="5.4",
        words="`g = np.array([1., 1.])`, then `waiting = {'x': g, 'y': g}`, then "
        "`waiting['x'] += g`. Which number is in `waiting['y'][0]` now?",
        value=2,
        mistakes={
            1: "It looks as if only x were changed. But how many arrays are there?",
            3: "The 1 was added once.",
            0: "It was 1 to begin with.",
        },
        explanation="There is one array, under three names. `+=` changes an array in place, so "
        "everybody who holds it sees the change. `waiting['x'] = waiting['x'] + g` makes a new "
        "array and leaves the old one alone.",
        shown="[2. 2.]",
    ),
    Number(
        number="5.5",
        words="a = [2, 3] and `Q = 3*a**3`. The slope of the first number is 9 · 2² = 36. You go "
        "forward and backward, and then forward and backward once more. Which number is in "
        "`a.grad[0]`?",
        value=72,
        mistakes={
            36: "36 is there after the first pass. What does the end of the way, AccumulateGrad, "
            "do with what is there?",
            1296: "36 · 36: what arrives at a leaf is added, not multiplied.",
            24: "24 is the value of `Q[0]`.",
            48: "48 is twice the value. It is the gradient that is added up.",
            0: "Nothing clears `.grad`, unless you do it.",
        },
        explanation="36 + 36. A leaf adds up what arrives, whether over two ways in one pass or "
        "in two passes. That is why a training loop clears the gradients.",
        shown="[ 72. 162.]",
    ),
    Number(
        number="5.6",
        words="`x` has the shape (2, 3), `b` is a single number, and `y = x + b`. The pass begins "
        "with 1 for each of the six numbers of `y`. Which number is in `b.grad`?",
        value=6,
        mistakes={
            1: "1 is what comes from one of the numbers of `y`. `b` was added to all of them.",
            2: "`b` was used in both rows, and in each of the three columns.",
            3: "`b` was used in each of the three columns, and in both rows.",
            0.1667: "That is a mean. Every use counts in full.",
        },
        explanation="`b` was used six times, and each use has the slope 1. Ways are added, as "
        "always: NumPy has only drawn them in for you.",
        shown="the six numbers together grow by 6.0 times",
    ),
    Choice(
        number="5.7",
        words="`first_try` switches recording off, then yields, and switches it back on in the "
        "line after the `yield`. Inside its block an error is raised, and caught outside. "
        "Is recording on then?",
        options=(
            Option(
                "Yes: leaving the block runs the line after the `yield`.",
                "It would, if the block had come to its end. An error leaves it at once.",
            ),
            Option(
                "Yes: Python puts variables back after an error.",
                "Python never does that. What was set stays set.",
            ),
            Option(
                "No, and nothing says so.",
                "The line that would switch it on never runs.",
                right=True,
            ),
            Option(
                "It does not matter: after an error the program ends.",
                "Not if somebody catches it. In a notebook, the next cell runs all the same.",
            ),
        ),
        explanation="The error arrives in the function at its `yield`, and goes on from there. "
        "Only what stands in a `finally` still runs. Without it, everything after this is computed "
        "without a graph, and the first sign of it comes much later.",
        shown="recording: False",
    ),
    Nodes(
        number="5.8",
        words="`x` is a leaf that requires grad. `y = x*x` was computed under `no_grad`, `z = y*x` "
        "after it. Which of these will be in the graph of `z`? Click the nodes.",
        nodes=(
            Node("x", True, "`x` requires grad, and it is a factor of `z`.", leaf=True),
            Node("y = x*x", False, "while this ran, nothing was recorded: `y` is a constant."),
            Node("z = y*x", True, "recording was on again, and one factor requires grad."),
        ),
        arrows=(("x", "y = x*x"), ("x", "y = x*x"), ("y = x*x", "z = y*x"), ("x", "z = y*x")),
        explanation="Only the second factor leads back to `x`. So the gradient is y = 9, and not "
        "the true slope of x³ at 3, which is 27: the engine can't know what it has not seen.",
        shown="The leaf x flows through 1 backward function (MulBackward0) into the output z",
    ),
    Choice(
        number="5.9",
        words="You call `Q.backward(...)` twice on the same `Q`, without computing it again. On "
        "minigrad the second call is an error. And on your engine?",
        options=(
            Option(
                "The same error.",
                "Somebody would have to raise it. Which line of yours knows that it is the second "
                "time?",
            ),
            Option(
                "It works, and `a.grad` is what it was.",
                "The pass runs, and at its end there is an AccumulateGrad. What does it do?",
            ),
            Option(
                "It works, and `a.grad` doubles.",
                "Nothing was freed, so everything is still there.",
                right=True,
            ),
            Option(
                "`a.grad` becomes None.",
                "Nothing in your engine clears a gradient.",
            ),
        ),
        explanation="Your nodes hold on to their inputs as long as they live. minigrad and PyTorch "
        "let go of what was saved as soon as a node has run: in a large network this is most of "
        "the memory. The price is the error at the second call.",
        shown="[ 72. 162.] [-24. -16.]",
    ),
)
