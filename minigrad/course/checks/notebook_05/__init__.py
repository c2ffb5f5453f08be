"""The exercises of notebook 05, Build It Yourself, in its order."""

from minigrad.course.checks.notebook_05.backward import BACKWARD
from minigrad.course.checks.notebook_05.edge import EDGE
from minigrad.course.checks.notebook_05.no_grad import NO_GRAD
from minigrad.course.checks.notebook_05.pow_formula import POW_FORMULA
from minigrad.course.checks.notebook_05.run import RUN
from minigrad.course.checks.notebook_05.sum_to import SUM_TO
from minigrad.course.checks.notebook_05.users_first import USERS_FIRST

EXERCISES = (EDGE, POW_FORMULA, USERS_FIRST, RUN, SUM_TO, NO_GRAD, BACKWARD)
