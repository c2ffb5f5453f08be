"""The questions of notebook 08, Time and Memory, in its order."""

from minigrad.course.pickednodes import Node, Nodes
from minigrad.course.predictions import Choice, Number, Option

QUESTIONS = (
    Number(
        number="8.1",
        words="`x` and `y` have four numbers of 4 bytes each. How many bytes does the node of "
        "`product = x * y` save?",
        value=32,
        mistakes={
            16: "That is one factor. The gradient of `x` needs the one, the gradient of `y` the "
            "other.",
            0: "The slope with respect to `x` is `y`. Where should the backward pass find it?",
            8: "There are 8 numbers to save. How many bytes are that?",
            4: "That is a single number.",
            48: "The result itself is not needed for the slopes.",
        },
        explanation="Both factors, 16 bytes each. The node of the sum saves nothing: its slopes "
        "are 1.",
        shown="the node of product saves 32 bytes",
    ),
    Choice(
        number="8.2",
        words="`square = x * x`, with `x` of 16 bytes. What does the node save, and what does "
        "that cost?",
        options=(
            Option(
                "One entry, and a copy of 16 bytes.",
                "The operation is a product, and it does not look whether its factors are the "
                "same. Nor does it copy.",
            ),
            Option(
                "Two entries, and two copies: 32 bytes.",
                "Two entries, yes. But why copy a tensor that is there already?",
            ),
            Option(
                "Two entries, and no new memory.",
                "Both entries refer to `x` itself.",
                right=True,
            ),
            Option(
                "Nothing, as `x` is a leaf.",
                "Leaf or not: the slope is 2x, and for that the node needs `x`.",
            ),
        ),
        explanation="A product saves both of its factors. Here both are the tensor `x`, which is "
        "in memory anyway.",
        shown="in the same memory as x: [True, True]",
    ),
    Nodes(
        number="8.3",
        words="Data, weight and bias go through a layer, and a loss compares the result with a "
        "target. Click the functions that save a tensor.",
        nodes=(
            Node("data", False, "it is no function; but look who saves it.", leaf=True),
            Node("weight", False, "it is a leaf, no function.", leaf=True),
            Node("bias", False, "it is a leaf, no function.", leaf=True),
            Node("data @ weight", True, "its slope with respect to `weight` depends on `data`."),
            Node("+ bias", False, "the slopes of a sum are 1."),
            Node("tanh", True, "the slope of tanh is not the same everywhere."),
            Node("- target", False, "the slopes of a difference are 1 and -1."),
            Node("**2", True, "the slope of a square is twice its input."),
            Node("sum", False, "each number counts with the slope 1, whatever it is."),
        ),
        arrows=(
            ("data", "data @ weight"),
            ("weight", "data @ weight"),
            ("data @ weight", "+ bias"),
            ("bias", "+ bias"),
            ("+ bias", "tanh"),
            ("tanh", "- target"),
            ("- target", "**2"),
            ("**2", "sum"),
        ),
        explanation="A product saves the factor that the other one's slope needs, tanh its result "
        "(the slope is 1 - tanh²), the square its input. Sums and differences save nothing.",
        shown="TanhBackward0 {saved result: 80 bytes} ← AddBackward0\n├─ MmBackward0 {saved "
        "self: 120 bytes}",
    ),
    Number(
        number="8.4",
        words="After the forward pass the four nodes, 0 to 3, hold 64 bytes. What does the "
        "ledger show when node 0 is next, the last to run?",
        value=16,
        mistakes={
            64: "That would be so if all were freed together, at the end.",
            0: "Node 0 has yet to run, and it needs what it saved.",
            48: "That is what is left when one node has run. By now three have.",
            32: "Count again: nodes 3, 2 and 1 have run.",
        },
        explanation="Nodes 3, 2 and 1 have run and have let go of their 16 bytes each. What node "
        "0 saved is still there.",
        shown="node 0 is next: 16",
    ),
    Choice(
        number="8.5",
        words="`losses` holds 100 losses, and each has had its backward pass. What does the list "
        "keep alive?",
        options=(
            Option(
                "100 numbers.",
                "They look like numbers when printed. But each is a tensor with a `grad_fn`.",
            ),
            Option(
                "100 graphs, without saved tensors.",
                "The backward pass freed the saved tensors, not the nodes.",
                right=True,
            ),
            Option(
                "100 graphs, with everything that they saved.",
                "That would be so without `backward()`.",
            ),
            Option(
                "Only the last graph; the others were replaced by it.",
                "Each forward pass makes a graph of its own, and the list holds every loss.",
            ),
        ),
        explanation="A loss leads to its node, and so to all nodes behind it. The backward pass "
        "empties the nodes, but they go only with the last result that leads to them.",
        shown="nodes: 501\nbytes saved: 0",
    ),
    Number(
        number="8.6",
        words="`average` was 0 and got `loss / 5` added five times, `loss` being `w * w`. How "
        "many backward functions will its picture show?",
        value=15,
        mistakes={
            3: "That is a single step. But the old `average` went into the new one.",
            5: "How many operations are there in each of the five steps?",
            10: "Three operations a step: a product, a division, a sum.",
            14: "The first sum, `0. + loss / 5`, has a node as well.",
            16: "The leaf is no function.",
        },
        explanation="A product, a division and a sum in each of five steps. Each sum leads to the "
        "one before it, so nothing of it can be dropped.",
        shown="through 15 backward functions",
    ),
    Number(
        number="8.7",
        words="`doubled(40)` has 40 sums, and 2⁴⁰ paths. How many times does a node run in its "
        "backward pass?",
        value=41,
        mistakes={
            40: "Almost. One more node stands at the end, and adds to the leaf's `.grad`.",
            80: "That is the number of arrows. What comes along two arrows is added up first.",
            81: "That is the number of arrows, and one. A node waits for both of its arrows.",
            2**40: "Nobody follows the paths one by one. A node waits until all that arrives is "
            "there.",
        },
        explanation="40 sums and the leaf's AccumulateGrad: each once, when all that uses its "
        "result has run.",
        shown="40 steps, 1,099,511,627,776 paths: 41 visits",
    ),
    Number(
        number="8.8",
        words="The forward pass took three products of 640 multiplications, 1,920 together. How "
        "many does the backward pass take?",
        value=3200,
        mistakes={
            1920: "That would be one product for each layer. How many gradients does a layer have "
            "to compute?",
            3840: "Two for each layer, six in all. But who needs the gradient of the data?",
            1280: "That is two products. There are three layers.",
            5760: "That is forward and backward together, if nothing could be left out.",
            640: "That is a single product.",
        },
        explanation="Two products a layer: for the gradient of the weight, and for that of the "
        "input. In the first layer the input is the data, so five products in all: 3,200.",
        shown="backward: 3200",
    ),
    Choice(
        number="8.9",
        words="With its leaf, the graph of `y` has 4 nodes, that of its first derivative 9. How "
        "does it go on with each further derivative?",
        options=(
            Option(
                "14, 19, 24: five more each time.",
                "The rule for products makes two terms of one. So a graph with more products "
                "grows by more.",
            ),
            Option(
                "21, 48, 108: more than twice as many each time.",
                "Each pass goes over a larger graph, and makes two terms of every product.",
                right=True,
            ),
            Option(
                "9, 9, 9: every derivative of sin(x) eˣ has two terms.",
                "On paper you put equal terms together. Autograd records each operation of the "
                "backward pass as it comes.",
            ),
            Option(
                "4, 2, 1: a derivative is simpler than its function.",
                "That holds for polynomials on paper. Here sine and exponential never end.",
            ),
        ),
        explanation="A backward pass over a graph with many nodes makes many operations, and "
        "`create_graph=True` records them all. So the next graph is larger by a factor, not by "
        "a fixed number.",
        shown="[4, 9, 21, 48, 108, 240, 528]",
    ),
    Number(
        number="8.10",
        words="x = 2, y = 3x, z = y². The hook on `y` returns ten times its gradient. What is "
        "`x.grad`?",
        value=360,
        mistakes={
            36: "That is the gradient without the hook. What the hook returns takes its place.",
            120: "That is what the hook returns. One step is left, down to `x`.",
            12: "That is what arrives at `y`.",
            3600: "The hook is called once, with the whole gradient of `y`.",
        },
        explanation="At `y` arrives 2y = 12. The hook makes 120 of it, and the last step "
        "multiplies by 3.",
        shown="tensor(360.)",
    ),
    Number(
        number="8.11",
        words="Six weights. The hook takes the step and sets the weight's `.grad` to None. How "
        "many gradients of weights are there at the same time, at the most?",
        value=1,
        mistakes={
            6: "That is the number if one waits for the end of the backward pass.",
            0: "When the hook is called, one has just arrived.",
            2: "The hook is called as soon as one gradient is there, before the next.",
        },
        explanation="Each gradient is used up the moment it is complete, before the backward pass "
        "goes on.",
        shown="step in the hook:             at most 1",
    ),
    Choice(
        number="8.12",
        words="Four backward passes, each for the mean loss of 4 of the 16 examples. How does "
        "`weight.grad` compare with `whole`, the gradient of the mean over all 16?",
        options=(
            Option(
                "It is the same.",
                "Each pass adds to `.grad`. Is a sum of four means the mean of all?",
            ),
            Option(
                "It is four times as large.",
                "Four means are added up.",
                right=True,
            ),
            Option(
                "It is a fourth of it.",
                "Each loss is a mean over 4 already, not a share of a mean over 16.",
            ),
            Option(
                "It is that of the last four examples only.",
                "That would be so if `.grad` were overwritten. It is added to.",
            ),
        ),
        explanation="The mean over all is the mean of the four means, not their sum. Divide "
        "each loss by 4, and the sum is right.",
        shown="tensor([[4., 4., 4.],",
    ),
    Choice(
        number="8.13",
        words="Four losses are computed and added up, then one backward pass runs. What is the "
        "peak of the bytes saved, compared with a backward pass after each loss?",
        options=(
            Option(
                "The same: the same nodes are made.",
                "The same nodes, but are they there at the same time?",
            ),
            Option(
                "Lower, as there is only one backward pass.",
                "A backward pass gives memory back. With one, nothing is given back until the end.",
            ),
            Option(
                "About as high as with the whole batch.",
                "All four graphs wait for the one backward pass.",
                right=True,
            ),
        ),
        explanation="The sum leads to all four graphs, so all they saved is there when the "
        "backward pass begins.",
        shown="one for the sum of all: 384",
    ),
    Number(
        number="8.14",
        words="Now both backward passes run. How often is `block` called in the one of "
        "`forgetful`?",
        value=1,
        mistakes={
            0: "The node of `sin` needs its input. It was not saved, so where does it come from?",
            2: "The first call was in the forward pass. How many more are needed?",
            3: "Two calls are over, one for each result. Only the one of `forgetful` forgot.",
        },
        explanation="Once more, with the input that was kept, and this time the nodes may save. "
        "That is the price of the memory.",
        shown="calls with a checkpoint:    1",
    ),
    Number(
        number="8.15",
        words="`k` inputs of segments are saved, and in the backward pass the 64/k values of one "
        "segment at a time. For which `k` is the sum least?",
        value=8,
        mistakes={
            1: "1 + 64 = 65: no better than no checkpoint.",
            64: "64 + 1 = 65: every input is kept.",
            32: "32 + 2 = 34. Fewer segments?",
            2: "2 + 32 = 34. More segments?",
            4: "4 + 16 = 20. That is close to the best.",
            16: "16 + 4 = 20. That is close to the best.",
        },
        explanation="8 + 8 = 16, a fourth of 64. Fewer segments are longer, more segments have "
        "more inputs.",
        shown="lowest 16 at segments 8",
    ),
)
