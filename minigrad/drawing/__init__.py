"""Drawing: any computational graph as a picture, a table or a drawing in letters.

>>> import minigrad as mg
>>> x = mg.tensor(3.0, requires_grad=True)
>>> y = x.sin() * 2
>>> picture = mg.draw(y)
>>> picture.svg[:5]
'<?xml'

Rooms, in reading order: labels and names (what things are called), graph, ordering and reading (the
model, and how it is read), style, dot, render and sheet (the picture), describe and letters (the
words), picture and front (what the user holds); facts, derivatives and excluded (what boxes and
arrows can tell), fold, view and foldview (large graphs), difference, themes; markup, paper and
saving (files); trace, recording, narration, film and stepper (the backward pass, step by step),
moving and flipbook (the same as one file that plays); sources (for the command line), figures (the
course's stored figures).
"""

from minigrad.drawing.difference import Difference, compare, snapshot
from minigrad.drawing.front import draw
from minigrad.drawing.graph import Edge, Graph, GraphNode, Kind
from minigrad.drawing.markup import from_json
from minigrad.drawing.moving import Animation, animate
from minigrad.drawing.picture import Picture
from minigrad.drawing.render import DrawingError, RendererMissing, RenderingTooLong

__all__ = [
    "Animation",
    "Difference",
    "DrawingError",
    "Edge",
    "Graph",
    "GraphNode",
    "Kind",
    "Picture",
    "RendererMissing",
    "RenderingTooLong",
    "animate",
    "compare",
    "draw",
    "from_json",
    "snapshot",
]
