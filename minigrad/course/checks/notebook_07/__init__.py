"""The exercises of notebook 07, Beyond First Order, in its order."""

from minigrad.course.checks.notebook_07.gradient_penalty import GRADIENT_PENALTY
from minigrad.course.checks.notebook_07.jacobian import JACOBIAN
from minigrad.course.checks.notebook_07.newton import NEWTON
from minigrad.course.checks.notebook_07.nth_derivative import NTH_DERIVATIVE
from minigrad.course.checks.notebook_07.slopes_agree import SLOPES_AGREE
from minigrad.course.checks.notebook_07.times_hessian import TIMES_HESSIAN

EXERCISES = (
    JACOBIAN,
    NTH_DERIVATIVE,
    TIMES_HESSIAN,
    SLOPES_AGREE,
    NEWTON,
    GRADIENT_PENALTY,
)
