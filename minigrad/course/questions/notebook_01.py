"""The questions of notebook 01, What is Autodiff?, in its order."""

from minigrad.course.predictions import Choice, Number, Option

QUESTIONS = (
    Number(
        number="1.1",
        words="x = 2. First square it, then take 3 times that, then square again: 2, 4, 12, 144. "
        "The slopes of the three steps are 4, 3 and 24. What is the slope of the whole?",
        value=288,
        mistakes={
            31: "31 is the sum of the three slopes. Each step scales what comes in, so they "
            "multiply.",
            144: "144 is the value. Its slope is asked for.",
            24: "24 is the slope of the last step alone, as if 12 were the input.",
            72: "72 is the slope with respect to the result of the first step. One factor is "
            "missing.",
            12: "Did you multiply the first two only? The last step counts as well.",
        },
        explanation="4 · 3 · 24 = 288. A small change of x is made 4 times as large by the first "
        "step, 3 times by the second, 24 times by the third.",
        shown="288",
    ),
    Number(
        number="1.2",
        words="a = 2, b = 3, `p = a * b`. The sweep for `a` begins with the slopes 1 for `a` and 0 "
        "for `b`. Which slope does it carry at `p`?",
        value=3,
        mistakes={
            2: "2 is what the sweep for `b` carries there. Here `b` has the slope 0.",
            5: "5 lets both inputs change. In this sweep `b` is fixed: its slope is 0.",
            6: "6 is the value of `p`.",
            1: "1 is the slope of `a` itself. In the product it is scaled by `b`.",
            0: "The slope of `b` is 0, but that of `a` is not.",
        },
        explanation="The rule for a product: 1 · 3 + 2 · 0 = 3.",
        shown="p: 6 with the slope 3",
    ),
    Number(
        number="1.3",
        words="A function has 100 inputs and one output. How many forward sweeps does it take to "
        "find the slope with respect to every input?",
        value=100,
        mistakes={
            1: "One sweep has one independent variable: all slopes in it are with respect to that "
            "one input.",
            200: "The value comes along with the slope: one sweep for each input is enough.",
            2: "What one sweep carries tells nothing of the other inputs.",
            10000: "One sweep gives the slope of the output with respect to one input: 100 "
            "sweeps for 100 inputs.",
        },
        explanation="One sweep for each input, and each goes through the whole calculation.",
        shown="100 inputs: 100 sweeps",
    ),
    Number(
        number="1.4",
        words="a = 2, b = 3, `p = a * b`, `q = a + b`, `y = p * q`. What is the adjoint of `p`?",
        value=5,
        mistakes={
            6: "6 is the value of `p`, and the adjoint of `q`: each factor has the other one.",
            30: "30 is the value of `y`.",
            1: "1 is the adjoint of `y`, where the sweep begins.",
            21: "21 will be the adjoint of `a`.",
            3: "3 is how fast `p` changes with `a`. Asked for is how fast `y` changes with `p`.",
        },
        explanation="`y = p * q`, so a change of `p` counts `q` times in `y`: 5.",
        shown="p: 5  q: 6",
    ),
    Choice(
        number="1.5",
        words="A network has a million parameters, and its loss is one number. All the slopes of "
        "the loss are wanted. Which way?",
        options=(
            Option(
                "Forward: it needs no second pass.",
                "It needs a pass for each parameter, which makes a million.",
            ),
            Option("In reverse.", "One output, one sweep.", right=True),
            Option(
                "It does not matter: both multiply the same slopes.",
                "The slopes are the same. The number of sweeps is not.",
            ),
            Option(
                "Neither: change each parameter a little and look.",
                "That also takes a million runs, and its results are only approximate.",
            ),
        ),
        explanation="Forward takes one sweep for each input, reverse one for each output. A loss "
        "is one number, so a single reverse sweep gives a million slopes.",
        shown="100 inputs: 398 operations, forward 19,900",
    ),
    Choice(
        number="1.6",
        words="`p = a * b` and `q = a + b` are two outputs. A reverse sweep begins at `p`. What "
        "does it tell about `q`?",
        options=(
            Option(
                "The slopes of `q` with respect to `a` and `b`, too.",
                "Those are slopes of another output. This sweep carries slopes of `p`.",
            ),
            Option("Nothing.", "All that it carries is a slope of `p`.", right=True),
            Option(
                "How fast `p` changes with `q`.",
                "`p` is not made from `q`: no arrow leads from the one to the other.",
            ),
            Option(
                "The sum of the slopes of `p` and of `q`.",
                "So it would be if the sweep began with a 1 at both of them.",
            ),
        ),
        explanation="The adjoint of w is ∂y/∂w: it says of which y. A reverse sweep fixes the "
        "dependent variable, so each output needs a sweep of its own.",
        shown="the sweep from p reaches p, a, b",
    ),
)
