"""The exercises of notebook 02, A Simple Implementation, in its order."""

from minigrad.course.checks.notebook_02.all_below import ALL_BELOW
from minigrad.course.checks.notebook_02.derivatives import DERIVATIVES
from minigrad.course.checks.notebook_02.divide import DIVIDE
from minigrad.course.checks.notebook_02.each_once import EACH_ONCE
from minigrad.course.checks.notebook_02.local_slopes import LOCAL_SLOPES
from minigrad.course.checks.notebook_02.over_paths import OVER_PATHS

EXERCISES = (LOCAL_SLOPES, OVER_PATHS, ALL_BELOW, DIVIDE, EACH_ONCE, DERIVATIVES)
