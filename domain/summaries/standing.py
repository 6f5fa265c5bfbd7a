"""How a duty stands, in one word: how far it is, or why nothing is known of it yet."""

from enum import StrEnum

from domain.summaries.aggregates import Figures
from domain.summaries.lines import SummaryLine


class Standing(StrEnum):
    """The first four are answers. `UNREACHED`: nobody could be asked, so nobody is late."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    NOT_STARTED = "not_started"
    RETURNED = "returned"
    UNREACHED = "unreached"
    MISSING = "missing"


OPEN = (Standing.RETURNED, Standing.UNREACHED, Standing.MISSING)
"""What is still awaited."""


def standing_of(line: SummaryLine) -> Standing:
    if line.status is not None:
        return Standing(line.status.value)
    if line.sent_back:
        return Standing.RETURNED
    return Standing.MISSING if line.reached or line.absent else Standing.UNREACHED


def standings(figures: Figures) -> dict[Standing, int]:
    """How many duties stand how, of all units counted."""
    totals, answered = figures.totals, figures.by_status
    return {
        **{Standing(name): count for name, count in answered.items()},
        Standing.RETURNED: totals.returned,
        Standing.UNREACHED: totals.unreachable,
        Standing.MISSING: totals.missing - totals.unreachable,
    }
