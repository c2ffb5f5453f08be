"""The exercises of notebook 08, Time and Memory, in its order."""

from minigrad.course.checks.notebook_08.accumulate import ACCUMULATE
from minigrad.course.checks.notebook_08.bill import BILL
from minigrad.course.checks.notebook_08.estimate import ESTIMATE
from minigrad.course.checks.notebook_08.forgetful import FORGETFUL
from minigrad.course.checks.notebook_08.log import LOG
from minigrad.course.checks.notebook_08.shorten import SHORTEN

EXERCISES = (BILL, LOG, ESTIMATE, SHORTEN, ACCUMULATE, FORGETFUL)
