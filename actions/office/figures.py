"""Fixing the figures of a report: frozen under the number that was shown, once."""

from actions.acting import Acting
from actions.outcomes import Changed, Done
from domain.messaging.messages import Facts
from domain.people.permissions import Action, Target
from domain.reporting.cycles import Cycle
from domain.summaries.report_snapshots import IssuedReport
from storage.office import report_snapshots


async def fix(acting: Acting, cycle: Cycle, number: int) -> Done | Changed:
    """Changed if somebody took this number before. Refuses a period that has not opened."""
    await acting.authorise(Action.ISSUE_REPORT, Target(cycle.root_unit_id))
    made = await report_snapshots.issue(
        acting.tx, cycle, number=number, now=acting.now, by=acting.me.id
    )
    if made is None:
        return Changed(facts_of(cycle, await report_snapshots.get(acting.tx, cycle.id, number)))
    facts = {"number": number, "sha256": made.sha256}
    await acting.record("report.issue", f"cycle:{cycle.period}", **facts)
    return Done(facts_of(cycle, made))


def facts_of(cycle: Cycle, report: IssuedReport) -> Facts:
    return {
        "id": report.id,
        "month": str(cycle.period),
        "number": report.number,
        "at": report.issued_at.isoformat(),
        "hash": report.sha256,
    }
