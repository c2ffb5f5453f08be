"""The exercises of notebook 09, Error Gallery, in its order."""

from minigrad.course.checks.notebook_09.for_chart import FOR_CHART
from minigrad.course.checks.notebook_09.gradients import GRADIENTS
from minigrad.course.checks.notebook_09.layer import LAYER
from minigrad.course.checks.notebook_09.power import POWER
from minigrad.course.checks.notebook_09.softplus import SOFTPLUS
from minigrad.course.checks.notebook_09.two_losses import TWO_LOSSES

EXERCISES = (
    TWO_LOSSES,
    GRADIENTS,
    SOFTPLUS,
    FOR_CHART,
    POWER,
    LAYER,
)
