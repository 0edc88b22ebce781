"""The work of a service restriction, sitting by sitting."""

from domain.restrictions.tasks import considering, in_force, proposing

TASKS = (*considering.TASKS, *proposing.TASKS, *in_force.TASKS)
