"""The exercises of notebook 04, PyTorch Autograd - More Detail, in its order."""

from minigrad.course.checks.notebook_04.chain_names import CHAIN_NAMES
from minigrad.course.checks.notebook_04.legendre_2 import LEGENDRE_2
from minigrad.course.checks.notebook_04.mode_now import MODE_NOW
from minigrad.course.checks.notebook_04.predict_with import PREDICT_WITH
from minigrad.course.checks.notebook_04.step import STEP
from minigrad.course.checks.notebook_04.train_part import TRAIN_PART
from minigrad.course.checks.notebook_04.weight_gradient import WEIGHT_GRADIENT

EXERCISES = (
    CHAIN_NAMES,
    LEGENDRE_2,
    MODE_NOW,
    TRAIN_PART,
    STEP,
    WEIGHT_GRADIENT,
    PREDICT_WITH,
)
