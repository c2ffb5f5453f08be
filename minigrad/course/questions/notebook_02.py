"""The questions of notebook 02, A Simple Implementation, in its order."""

from minigrad.course.pickednodes import Node, Nodes
from minigrad.course.predictions import Choice, Number, Option

QUESTIONS = (
    Number(
        number="2.1",
        words="`d = a * c`, with a = 4 and c = 7. What is the local derivative of this step with "
        "respect to `c`?",
        value=4,
        mistakes={
            7: "7 is the local derivative with respect to `a`: each factor has the other one.",
            28: "28 is the value of `d`. How much does it grow when `c` grows by 1?",
            1: "1 would be right for a sum. In a product a change of `c` counts `a` times.",
            11: "11 adds the two factors. Only `c` changes here; `a` stays as it is.",
        },
        explanation="When `c` grows by a little, `d` grows by `a` times that little: 4.",
        shown="of d 7 (a) and 4 (c)",
    ),
    Number(
        number="2.2",
        words="a = 4, b = 3, `c = a + b`, `d = a * c`. How fast does `d` change when `a` does, and "
        "all that depends on `a` follows?",
        value=11,
        mistakes={
            7: "7 is what comes straight into the product, as if `c` stayed at 7. But `c` grows "
            "with `a`.",
            4: "4 is what comes through `c`. There is also the way straight into the product.",
            28: "28 is the value of `d`. Its slope is asked for; or did you multiply the two "
            "paths? Paths are added.",
            12: "Did you multiply 4 and 3? Each path has its own product; then the paths are "
            "added.",
            8: "8 counts the way through `c` twice. The way straight into the product counts 7.",
        },
        explanation="Two paths: straight into the product, 7; and through the sum, 1 · 4 = 4. "
        "Together 11. Indeed d = a² + ab has the slope 2a + b = 11.",
        shown="11.0",
    ),
    Choice(
        number="2.3",
        words="A Variable points at the Variables that it was made from. Can you get a cycle: go "
        "from one to its inputs, to their inputs, and come back to where you began?",
        options=(
            Option(
                "Yes, with `x = x + x`.",
                "The name `x` is used twice, but there are two objects: the new one points at the "
                "old one, and the old one knows nothing of the new.",
            ),
            Option(
                "Yes, whenever a value is used twice.",
                "Then two arrows lead to one Variable, but both lead back in time.",
            ),
            Option("No.", "An input is there before what is made from it.", right=True),
            Option(
                "Only in a loop.",
                "Each turn of a loop makes new Variables, which point at older ones.",
            ),
        ),
        explanation="An object can only be made from objects that exist already. So every step "
        "leads to something older, and whoever goes on arrives at the start.",
        shown="on the way: d, a, c, a, b",
    ),
    Number(
        number="2.4",
        words="x = 5 and `y = mul(x, x)`. Suppose `gradients[node] += so_far` had `=` in place of "
        "`+=`. Which number would it give for `x`?",
        value=5,
        mistakes={
            10: "10 is the right slope, 2x. It takes both paths, and `=` keeps only one of them.",
            25: "25 is the value of `y`.",
            0: "Something is stored: what comes along the last path.",
            1: "1 is the start, at `y` itself. One factor leads on to `x`.",
        },
        explanation="Two arrows lead from `y` to `x`, and each brings 5. `=` lets the second "
        "overwrite the first: 5 in place of 10. No error, only a wrong number.",
        shown="with  =: 5",
    ),
    Number(
        number="2.5",
        words="Begin with one Variable, and write `x = x + x` three times. How many times is "
        "`follow` called?",
        value=15,
        mistakes={
            4: "4 is the number of Variables. `follow` comes to most of them more than once.",
            8: "8 is how often it comes to the first Variable: one for each path. On the way it "
            "calls itself, too.",
            7: "You stopped one step early: 1 + 2 + 4, and then 8.",
            14: "The first call, at the result, counts as well.",
            6: "Two calls a step would be right if each step were visited once. Every visit "
            "doubles.",
            16: "1 + 2 + 4 + 8.",
        },
        explanation="1 at the result, 2 one step down, then 4, then 8: together 15. Each further "
        "step doubles it, and after 20 steps it is 2,097,151.",
        shown="doubled 3 times: 15 visits",
    ),
    Nodes(
        number="2.6",
        words="One node more: `c = a + b`, `d = a * c`, `e = c * d`. The sweep begins at `e`. "
        "Which nodes must have passed their gradient on before `c` may?",
        nodes=(
            Node("a", False, "`c` is made from `a`, so `a` gets its gradient from `c`.", leaf=True),
            Node("b", False, "`b` gets its gradient from `c`, so it comes after it.", leaf=True),
            Node("c", False, "`c` is the one that waits."),
            Node("d", True, "`d` is made from `c`, so it has something to report to `c`."),
            Node("e", True, "`e` is made from `c` and `d`. The sweep begins here."),
        ),
        arrows=(("a", "c"), ("b", "c"), ("a", "d"), ("c", "d"), ("c", "e"), ("d", "e")),
        explanation="A node waits for all that use it. `e` and `d` use `c`. If `c` passed on what "
        "`e` sent without waiting for `d`, it would have to do all its work again.",
        shown="before c: ['e', 'd']",
    ),
    Choice(
        number="2.7",
        words="Now a chain without any branch: 5,000 times `total = total + one`, where `one` is a "
        "Variable. What happens when `follow` goes along it?",
        options=(
            Option(
                "It takes some minutes.",
                "There is one path along the chain and one to `one` at each step: about 10,000 "
                "visits, which is nothing.",
            ),
            Option("It stops with an error.", "Each call waits for the next.", right=True),
            Option(
                "It works, as for any other graph.",
                "The number of visits is no problem here. But how many calls are unfinished at "
                "the same time?",
            ),
            Option(
                "It gives wrong numbers.",
                "A wrong number would be worse. Python notices that something grows too deep.",
            ),
        ),
        explanation="`follow` calls itself before it is done, so at the end of the chain 5,000 "
        "calls wait. Python allows a few thousand at most: RecursionError. A loop with a list has "
        "no such limit.",
        shown="along the paths: RecursionError",
    ),
    Number(
        number="2.8",
        words="`y = x * x * x * x` at x = 3. What is the third derivative?",
        value=72,
        mistakes={
            108: "108 is the first derivative, 4x³, and by chance the second, 12x², too.",
            24: "24 is the fourth derivative.",
            81: "81 is the value of `y`.",
            12: "12x² is the second derivative; the slope of it is asked for.",
            36: "36 is 12x. The slope of 12x² is 24x.",
        },
        explanation="4x³, then 12x², then 24x. At 3 the third one is 72.",
        shown="derivative 3 is 72",
    ),
)
