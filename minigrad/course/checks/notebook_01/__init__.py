"""The exercises of notebook 01, What is Autodiff?, in its order."""

from minigrad.course.checks.notebook_01.adjoints import ADJOINTS
from minigrad.course.checks.notebook_01.chain_slope import CHAIN_SLOPE
from minigrad.course.checks.notebook_01.times import TIMES

EXERCISES = (CHAIN_SLOPE, TIMES, ADJOINTS)
