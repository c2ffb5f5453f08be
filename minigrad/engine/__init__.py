"""The core, to be read in this order.

    modes       is recording on?
    node        the graph
    backward    the backward pass
    tensor      the tensor

Beside them: hooks and what looks on while a pass runs (hooks, callbacks, careful, watching), what
a node shows to a reader (readable, complaints, outputs, placeholders), and a tensor as an array
(arrays/).
Nothing here knows an operation.
"""
