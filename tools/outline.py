"""The headings of the series of notes, which the notebooks keep word for word.

A reader goes from a note to its notebook and back by them; links point at them.
"""

SERIES: dict[str, list[tuple[int, str]]] = {
    "00": [
        (1, "Summary"),
        (2, "The notebooks"),  # the course's own
        (2, "How to work with the notebooks"),
    ],
    "01": [
        (1, "What is Autodiff?"),
        (2, "The Chain Rule"),
        (2, "Forward Accumulation"),
        (2, "Reverse Accumulation"),
    ],
    "02": [
        (1, "A Simple Implementation"),
        (2, "How does Autodiff Work?"),
        (3, "Solving the Autodiff Way"),
        (2, "A Simple Python Implementation"),
        (3, "Description"),
        (3, "Using it to Solve Our Example"),
        (2, "Nth Order Derivatives"),
    ],
    "03": [
        (1, "PyTorch Autograd - Basics"),
        (2, "Differentiation in Autograd"),
        (2, "Computational Graph"),
        (3, "Exclusion from the DAG"),
        (3, "The Relevance of Leaf Nodes"),
    ],
    "04": [
        (1, "PyTorch Autograd - More Detail"),
        (2, "How Autograd Encodes the History"),
        (2, "Saved Tensors"),
        (2, "Locally Disabling Gradient Computation"),
        (3, "Setting requires_grad"),
        (3, "No-grad Mode"),
        (3, "Inference Mode"),
        (3, "Eval Mode"),
    ],
    "05": [  # the course's own
        (1, "Build It Yourself"),
        (2, "Tensors and Nodes"),
        (2, "Operations"),
        (2, "The Order of the Nodes"),
        (2, "The Backward Pass"),
        (2, "Broadcasting"),
        (2, "Recording On and Off"),
        (2, "Your Engine"),
    ],
    "07": [
        (1, "Beyond First Order"),
        (2, "Jacobians"),
        (2, "Derivatives of Derivatives"),
        (2, "Hessians"),
        (2, "Checking a Derivative"),
        (2, "Newton's Method"),
        (2, "Gradient Penalty"),
    ],
}
