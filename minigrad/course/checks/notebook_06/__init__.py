"""The exercises of notebook 06, Train a Network, in its order."""

from minigrad.course.checks.notebook_06.gradient_of_all import GRADIENT_OF_ALL
from minigrad.course.checks.notebook_06.image_gradient import IMAGE_GRADIENT
from minigrad.course.checks.notebook_06.momentum_step import MOMENTUM_STEP
from minigrad.course.checks.notebook_06.no_opinion import NO_OPINION
from minigrad.course.checks.notebook_06.relative_steps import RELATIVE_STEPS
from minigrad.course.checks.notebook_06.trained import TRAINED

EXERCISES = (
    NO_OPINION,
    MOMENTUM_STEP,
    RELATIVE_STEPS,
    IMAGE_GRADIENT,
    GRADIENT_OF_ALL,
    TRAINED,
)
