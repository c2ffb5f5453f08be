"""The questions of notebook 07, Beyond First Order, in its order."""

from minigrad.course.predictions import Choice, Number, Option

QUESTIONS = (
    Number(
        number="7.1",
        words="`f` takes 2 numbers and gives 3. With how many backward passes can you find its "
        "whole Jacobian?",
        value=3,
        mistakes={
            1: "One pass gives a weighted sum of the rows. Could you take the rows out of it?",
            2: "That would do if a pass gave a column: one input, all outputs. What does a "
            "backward pass begin with?",
            6: "Six is the number of entries. One pass finds several of them.",
        },
        explanation="A pass begins with weights for the outputs and gives derivatives with respect "
        "to all inputs. A weight of 1 for one output picks one row, and there are 3 rows.",
        shown="3 backward passes: [5.0, 2.0] [4.0, 0.0] [0.0, 3.0]",
    ),
    Choice(
        number="7.2",
        words="`x**2` of the three numbers 1, 2, 3. What is its Jacobian?",
        options=(
            Option(
                "Three numbers: 2, 4, 6.",
                "These are its only interesting entries. But there are three outputs and three "
                "inputs.",
            ),
            Option(
                "A table of 3 by 3, with 2, 4, 6 on the diagonal and zeros elsewhere.",
                "An entry beside the diagonal belongs to an output and to an input of another "
                "place.",
                right=True,
            ),
            Option(
                "A table of 3 by 3, each row 2, 4, 6.",
                "Does the first number of the result depend on the second number of `x`?",
            ),
            Option(
                "One number: 12.",
                "12 is the sum of the slopes. That is no table, and no weights were given.",
            ),
        ),
        explanation="Each output depends on the input at its own place only. All other derivatives "
        "are zero, and they belong to the table.",
        shown="tensor([[2., 0., 0.],",
    ),
    Choice(
        number="7.3",
        words="`first` is the tensor above, 3x² at x = 2. What does `torch.autograd.grad(first, "
        "x)` do?",
        options=(
            Option(
                "It gives the second derivative, 12.",
                "Look at how `first` was printed. Does it know where it comes from?",
            ),
            Option(
                "It gives 0.",
                "A number that does not depend on `x` would have the slope 0. But autograd has a "
                "rule for that case, and it is not a silent zero.",
            ),
            Option(
                "It raises an error: `first` does not require grad.",
                "The backward pass took no notes.",
                right=True,
            ),
            Option(
                "It raises an error: the graph was freed.",
                "What x³ had saved is freed, that is true. But how would autograd get from `first` "
                "to that graph?",
            ),
        ),
        explanation="A backward pass runs without recording, unless you ask for it. `first` is the "
        "bare number 12, with no history that leads to `x`.",
        shown="element 0 of tensors does not require grad and does not have a grad_fn",
    ),
    Choice(
        number="7.4",
        words="The graph of y = eˣ sin x has 4 nodes, and the graph of its gradient has 9. How "
        "many has the graph of the fourth derivative, which is -4 eˣ sin x?",
        options=(
            Option(
                "5: the same as `y`, and one more for the factor -4.",
                "Autograd does not know this formula. It knows the steps that it has recorded.",
            ),
            Option(
                "24: five more with each order.",
                "The second derivative differentiates the 9 nodes, not the first 4. Each order "
                "starts from more nodes than the one before.",
            ),
            Option(
                "About 100.",
                "Each order differentiates all steps of the order before.",
                right=True,
            ),
            Option(
                "9: the later graphs take the place of the first.",
                "A later graph uses the values of the earlier ones, so those stay.",
            ),
        ),
        explanation="From one order to the next it grows by a factor of more than two: 4, 9, 21, "
        "48, 108. Nothing is simplified on the way, though the formula on paper is short.",
        shown="derivative 4: 108 nodes",
    ),
    Number(
        number="7.5",
        words="Row 0 of the Hessian is 6, 4. Row 1 ends with 18. What is its first number?",
        value=4,
        mistakes={
            6: "6 stands for input 0 with itself. Asked is the pair of input 1 and input 0.",
            0: "The slope along input 1 is x0² + 3 x1². Does it depend on x0?",
            18: "18 stands for input 1 with itself.",
            2: "Differentiate x0² with respect to x0, and put in x0 = 2.",
        },
        explanation="First along one input and then along the other, or the other way round: it is "
        "the same number, 2 x0 = 4. The Hessian is symmetric.",
        shown="[ 4., 18.]",
    ),
    Number(
        number="7.6",
        words="`f` takes 1,000 numbers and gives one. How many backward passes are needed for "
        "`Hv`, the product of its Hessian and one vector?",
        value=2,
        mistakes={
            1000: "So many for all rows. Is there a single number whose gradient is `Hv`?",
            1001: "So many for the gradient and all rows. Is there a single number whose gradient "
            "is `Hv`?",
            1: "One gives the gradient. `Hv` is made of second derivatives.",
            1000000: "So many entries has the table. It is not needed.",
        },
        explanation="One pass for the gradient, and one from the single number v·gradient. It does "
        "not matter how many numbers `f` takes.",
        shown="product Hv: 2 passes",
    ),
    Choice(
        number="7.7",
        words="The wrong `Cube` says that the slope is 3x; right is 3x². What does gradcheck say "
        "when it is given the numbers 0 and 1?",
        options=(
            Option("It raises the same error.", "Compute both slopes, at 0 and at 1."),
            Option(
                "True.",
                "At these two places the wrong formula gives the right slopes.",
                right=True,
            ),
            Option(
                "It raises an error at 1, but not at 0.",
                "At 1 the wrong slope is 3 · 1. And the right one?",
            ),
            Option(
                "It raises an error at 0, but not at 1.",
                "At 0 the wrong slope is 3 · 0. And the right one?",
            ),
        ),
        explanation="3x and 3x² agree at 0 and at 1, and gradcheck looks nowhere else. It can "
        "prove a derivative wrong; it cannot prove one right.",
        shown="[0.0, 1.0] True",
    ),
    Number(
        number="7.8",
        words="Newton's method on this parabola of two variables, beginning at (10, -7). After how "
        "many steps is the slope zero?",
        value=1,
        mistakes={
            2: "Two variables, but they are moved together, in one jump.",
            0: "At (10, -7) the slopes are large.",
            3: "What does the method take the function for? Here that is no approximation.",
        },
        explanation="The method jumps to the lowest place of the parabola that fits. Here the "
        "function is that parabola, so the first jump arrives.",
        shown="after 1 steps the largest slope is 0.0",
    ),
    Choice(
        number="7.9",
        words="x⁴ - 2x² is lowest at -1 and at 1, and has a hilltop between them, at 0. Where does "
        "Newton's method go from 0.4?",
        options=(
            Option("To 1, the nearest lowest place.", "Does the method know up from down?"),
            Option(
                "To -1: it jumps too far.",
                "It may jump across. But where does the parabola that fits at 0.4 have its "
                "extreme point, and is that a low or a high one?",
            ),
            Option(
                "To 0, the hilltop.",
                "The slope is zero there, and that is all that the method asks for.",
                right=True,
            ),
            Option(
                "It stays at 0.4.",
                "It would stay where the slope is zero. At 0.4 it is not.",
            ),
        ),
        explanation="At 0.4 the curvature 12x² - 4 is negative. The parabola opens downward, and "
        "the step, slope divided by curvature, goes uphill.",
        shown="from 0.4 to 0.0000",
    ),
    Choice(
        number="7.10",
        words="`total = (y - 20)**2 + slope * slope`, where `slope` was computed without "
        "`create_graph=True`. What does `total.backward()` do?",
        options=(
            Option(
                "It raises an error: `slope` does not require grad.",
                "One part of the sum requires grad. Is that not enough for an operation?",
            ),
            Option(
                "It fills `w.grad` with the gradient of both parts.",
                "How would the gradient get from `slope` to `w`?",
            ),
            Option(
                "It fills `w.grad` with the gradient of the first part only.",
                "`slope` is a constant for autograd.",
                right=True,
            ),
            Option(
                "It leaves `w.grad` None.",
                "The first part depends on `w`, and its history is there.",
            ),
        ),
        explanation="One input that requires grad is enough for a sum, so there is no error. But "
        "`slope` is a number without a history, and its part of the gradient is missing.",
        shown="148.0 -36.0",
    ),
)
