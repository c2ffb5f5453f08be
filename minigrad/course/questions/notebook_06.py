"""The questions of notebook 06, Train a Network, in its order."""

from minigrad.course.pickednodes import Node, Nodes
from minigrad.course.predictions import Choice, Number, Option

QUESTIONS = (
    Number(
        number="6.1",
        words="A network gives both classes the same score, for every point. What is its "
        "cross-entropy? (Three digits after the point.)",
        value=0.693,
        mistakes={
            0: "0 is the loss of a network that is sure and right every time.",
            0.5: "0.5 is the probability of the right class. The loss is −ln of it.",
            1: "The loss is −ln p, with the natural logarithm, and p is the probability that the "
            "right class gets.",
            0.69: "Yes; one more digit, please.",
            0.7: "Nearly. Three digits after the point, please.",
            -0.693: "A loss is not negative. Mind the sign in front of ln p.",
            0.301: "That is the logarithm to the base of 10. The natural one is meant.",
        },
        explanation="Both classes have the probability ½, and −ln ½ = ln 2 = 0.693. It does not "
        "matter which class is the right one.",
        shown="no opinion:   0.693",
    ),
    Number(
        number="6.2",
        words="`w` begins at 0, the loss is (w − 3)², the rate is 0.1. Where is `w` after the "
        "second step?",
        value=1.08,
        mistakes={
            0.6: "That is the place after the first step: 0 + 0.1 · 6.",
            1.2: "The second step is shorter than the first: the slope is computed anew, at 0.6.",
            1.68: "For this the second step would follow both slopes together. But the gradient "
            "is cleared after each step.",
            -0.6: "The slope at 0 is −6, and the step goes against it.",
            -1.32: "Downhill means against the gradient: minus rate times slope.",
            0.54: "The slope of (w − 3)² is 2(w − 3); there is a factor of 2.",
            0.57: "The slope of (w − 3)² is 2(w − 3); there is a factor of 2.",
        },
        explanation="At 0 the slope is −6, so `w` goes to 0.6. There the slope is −4.8, and `w` "
        "goes to 0.6 + 0.48 = 1.08. Nearer to the goal the steps become shorter by themselves.",
        shown="0.600\n1.080",
    ),
    Choice(
        number="6.3",
        words="Forward, `backward()`, `zero_grad()`, `step()`, in this order. What does the step "
        "do?",
        options=(
            Option(
                "It raises an error: there is no gradient.",
                "An optimizer meets parameters without a gradient all the time, such as those "
                "that a loss does not use. How does it treat them?",
            ),
            Option(
                "Nothing: all parameters stay as they are.",
                "What was cleared cannot be followed.",
                right=True,
            ),
            Option(
                "It updates as usual: the optimizer has noted the gradients in `backward()`.",
                "The optimizer has no part in `backward()`. It looks at `.grad` when it steps.",
            ),
            Option(
                "It uses the gradients of the step before.",
                "Those were in `.grad`, too, and `.grad` is None now.",
            ),
        ),
        explanation="`backward()` fills `.grad`, `step()` reads it; in between, `zero_grad()` may "
        "not stand. A parameter whose `.grad` is None is skipped without a word.",
        shown="before 0.772, after 0.772",
    ),
    Number(
        number="6.4",
        words="σ(x)·(1 − σ(x)) is the slope of the sigmoid, and σ lies between 0 and 1. How large "
        "can this slope be?",
        value=0.25,
        mistakes={
            1: "For a product of 1 both factors would have to be 1. One grows while the other "
            "shrinks.",
            0.5: "0.5 is where the slope is largest, namely σ(0). Put it into the formula.",
            0: "0 is what it comes close to far away from 0, on either side. The largest value "
            "lies in the middle.",
        },
        explanation="s(1 − s) is largest where both factors are equal: ½ · ½ = ¼, at x = 0. So a "
        "sigmoid takes away three quarters of the gradient at best.",
        shown="largest slope from -6 to 6: 0.25",
    ),
    Choice(
        number="6.5",
        words="Seven layers with sigmoids between them. Which layer's weight gets the smallest "
        "gradient?",
        options=(
            Option(
                "The first, next to the input.",
                "From the loss it is the longest way.",
                right=True,
            ),
            Option(
                "The last, next to the loss.",
                "Its gradient has passed no sigmoid at all. In which direction does the backward "
                "pass go?",
            ),
            Option(
                "One in the middle.",
                "Count the sigmoids between the loss and each layer.",
            ),
            Option(
                "All about the same: each has the same kind of sigmoid.",
                "Each has one, but the factors multiply along the way.",
            ),
        ),
        explanation="The gradient for the first layer passes six sigmoids: six factors of at most "
        "¼ each, beside those of the weights.",
        shown="sigmoid, layer 1: 0.000392",
    ),
    Choice(
        number="6.6",
        words="Ten classes, and a network with random weights. About how large is its loss?",
        options=(
            Option(
                "0.1",
                "0.1 is the probability of each class, if all are alike. What is −ln of it?",
            ),
            Option(
                "0.7",
                "That is −ln ½, no opinion where there are two classes. Here it is harder to be "
                "right.",
            ),
            Option("2.3", "About that of no opinion, as it knows nothing.", right=True),
            Option(
                "10",
                "For a loss of 10 it would have to be very sure, and wrong nearly every time.",
            ),
        ),
        explanation="No opinion costs ln 10 = 2.30, and small random weights give opinions that "
        "are hardly any. If your first loss is far from ln(number of classes), look for the "
        "reason before you train.",
        shown="2.33",
    ),
    Choice(
        number="6.7",
        words="After 20 epochs the accuracy on the 700 images is above 99 %. What about the 300 "
        "that were held out?",
        options=(
            Option(
                "The same: digits are digits.",
                "It has met the 700 twenty times each, and some of what it has learned holds for "
                "these alone.",
            ),
            Option(
                "Lower, but far above the 10 % of guessing.",
                "It reads, and it has learned some things by heart.",
                right=True,
            ),
            Option(
                "About 10 %, as by guessing: it has never seen them.",
                "It has seen others of the same kind. Else no one could ever learn to read.",
            ),
            Option(
                "Higher: they are fewer.",
                "The share does not depend on the count, apart from chance.",
            ),
        ),
        explanation="What a network learns is partly true of all digits, partly of its own "
        "examples only. The held-out images show the first part alone.",
        shown="held out: 93.0 %",
    ),
    Choice(
        number="6.8",
        words="Every pixel moves by 0.15, where 0 is paper and 1 is ink. At random, 92 % of the "
        "held-out images are still read right. And if each pixel moves in the direction in which "
        "the loss grows?",
        options=(
            Option(
                "About 92 % as well: the images look just as noisy.",
                "They do, to you. But 64 small changes that all push the same way add up.",
            ),
            Option(
                "About 75 %.",
                "It is worse. At random, half of the 64 pixels help the right digit. Here all "
                "of them are against it.",
            ),
            Option("About 25 %.", "All 64 pixels push the loss up together.", right=True),
            Option(
                "More than 92 %: the gradient makes the network better.",
                "Against the gradient it would. Here the step goes along with it, to a larger "
                "loss.",
            ),
        ),
        explanation="In a sum of 64 changes, random signs mostly cancel, and signs that follow the "
        "gradient all count. Images made in this way are called adversarial.",
        shown="0.15                92         24",
    ),
    Nodes(
        number="6.9",
        words="`first` is a leaf that requires grad, and its gradient is filled. Then comes the "
        "line `w = first - 0.1 * first.grad`, and a loss that is computed from `w`. Which of these "
        "are in the DAG of that loss? Click the nodes.",
        nodes=(
            Node("first", True, "it requires grad, and `w` was made from it.", leaf=True),
            Node("first.grad", False, "a gradient is a plain tensor, without grad.", leaf=True),
            Node("0.1 * first.grad", False, "its input does not require grad: not recorded."),
            Node("w = first - ...", True, "one of its inputs requires grad, so it is recorded."),
            Node("w squared", True, "`w` requires grad, as it was made from `first`."),
            Node("loss", True, "it is where the backward pass begins."),
        ),
        arrows=(
            ("first.grad", "0.1 * first.grad"),
            ("first", "w = first - ..."),
            ("0.1 * first.grad", "w = first - ..."),
            ("w = first - ...", "w squared"),
            ("w squared", "loss"),
        ),
        explanation="The update itself has become a part of the graph. The one leaf in it is "
        "`first`; `w` is an intermediate result, and those do not keep a gradient.",
        shown="The leaf first flows through 3 backward functions (SubBackward0, PowBackward0",
    ),
    Choice(
        number="6.10",
        words="The loss is computed once. The loop calls `loss.backward(retain_graph=True)` and "
        "updates the weights in place. What happens in the second round?",
        options=(
            Option(
                "It trains as it should.",
                "The graph is still the one of the first weights. Can it know the slope at the "
                "new ones?",
            ),
            Option(
                "The same error: backward a second time.",
                "That one is gone: the graph was retained. But the update has changed something "
                "that the graph needs.",
            ),
            Option(
                "Another error: a saved tensor was modified.",
                "It changed the weights, and nodes had saved them.",
                right=True,
            ),
            Option(
                "No error, but all gradients are zero.",
                "A gradient would be computed, from saved values. Are they still as they were?",
            ),
        ),
        explanation="The backward pass needs the weights of its own forward pass. The update has "
        "overwritten them, and the version counter tells.",
        shown="has been modified by an inplace operation",
    ),
    Number(
        number="6.11",
        words="`w` begins at 0, the loss is (w − 3)², the rate is 0.1, and `.grad` is never "
        "cleared. Where is `w` after the second step?",
        value=1.68,
        mistakes={
            1.08: "That is the place if the gradient is cleared. Here the second backward pass "
            "adds to what the first has left.",
            1.2: "The second slope is computed at 0.6; it is −4.8. It is added to the −6 from "
            "before.",
            0.6: "That is the first step.",
            1.8: "The first slope is added once, not twice, and the second one is −4.8.",
        },
        explanation="First −6, so `w` comes to 0.6. There the slope is −4.8, and `.grad` becomes "
        "−6 − 4.8 = −10.8: `w` comes to 0.6 + 1.08 = 1.68.",
        shown="[0.0, 0.6, 1.68, 3.02]",
    ),
    Choice(
        number="6.12",
        words="`for p in net.parameters(): p = p - rate * p.grad`, in no-grad mode. What does the "
        "loss curve look like?",
        options=(
            Option(
                "As it should: the same formula.",
                "The right-hand side is the same. What is done with the result?",
            ),
            Option(
                "It grows: the steps go the wrong way.",
                "The sign is right. Does any parameter of the network move at all?",
            ),
            Option("Flat, from the first step to the last.", "No parameter moves.", right=True),
            Option(
                "There is none: the second backward pass raises an error.",
                "So it would if `p` were used in the next forward pass. The network uses its own "
                "parameters.",
            ),
        ),
        explanation="`p = ...` gives the name `p` to a new tensor. The network does not know that "
        "name; it holds the parameter itself, and that is unchanged.",
        shown="p = p - rate * p.grad: from 0.772 to 0.772",
    ),
    Choice(
        number="6.13",
        words="The network with BatchNorm is asked about the points of class 0 and no others, once "
        "in eval mode and once in training mode. Where are more answers right?",
        options=(
            Option(
                "The same: the weights are the same.",
                "BatchNorm has more than weights: it shifts by a mean. Which mean, in which mode?",
            ),
            Option(
                "In eval mode.",
                "It uses the statistics of all that it has learned from.",
                right=True,
            ),
            Option(
                "In training mode: it was trained in it.",
                "It was trained in it with batches of both classes. This batch has another mean.",
            ),
            Option(
                "It is chance: training mode is random.",
                "Dropout is. BatchNorm computes the same for the same batch each time.",
            ),
        ),
        explanation="In training mode the batch's own mean is taken away, and what makes class 0 "
        "differ from class 1 goes with it.",
        shown="training mode, class 0 alone: 65 %",
    ),
)
