"""The exercises of notebook 03, PyTorch Autograd - Basics, in its order."""

from minigrad.course.checks.notebook_03.all_gradients import ALL_GRADIENTS
from minigrad.course.checks.notebook_03.node_names import NODE_NAMES
from minigrad.course.checks.notebook_03.slope import SLOPE
from minigrad.course.checks.notebook_03.train_only import TRAIN_ONLY

EXERCISES = (SLOPE, NODE_NAMES, TRAIN_ONLY, ALL_GRADIENTS)
