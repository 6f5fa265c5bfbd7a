"""What answers do to the register of difficulties, in the transaction that stores an answer."""

from datetime import date, datetime

from bot.inbound.context import Scene
from domain.calendar.work_calendar import at_local
from domain.messaging.outbox import Kind, NewLetter
from domain.people.officials import Official
from domain.people.permissions import Action, Target, may
from domain.reporting.duties import Duty
from domain.reporting.issue_text import split_reason
from domain.reporting.issues import TOLD_AT, Change, Issue, IssueState, change, reminded_at, told_on
from domain.reporting.reports import Report
from storage.messaging import outbox as letters
from storage.people import officials
from storage.plans import calendar
from storage.reports import issues


async def follow(scene: Scene, duty: Duty, made: Report) -> None:
    """Have the register say what the duty's answers say now."""
    newest = await issues.newest(scene.tx, duty.unit_id, duty.task_id)
    before = duty.answer.status if duty.answer else None
    wanted = change(newest, duty.id, before, made.status)
    if wanted is Change.RAISE:
        await _raise(scene, duty, made)
    elif newest is not None and wanted is Change.WITHDRAW:
        await _withdraw(scene, newest)
    elif newest is not None and wanted in (Change.CONTINUE, Change.REVIVE):
        await _go_on(scene, newest, duty, made)


async def _raise(scene: Scene, duty: Duty, made: Report) -> None:
    day = told_on(scene.now, await calendar.get(scene.tx))
    reason = split_reason(made.note)
    number = await issues.add(scene.tx, duty, reason, made.author_id, day, scene.now)
    await scene.record("issue_raised", f"issue:{number}", duty=duty.id)
    await _announce(scene, duty.unit_id, day)


async def _go_on(scene: Scene, issue: Issue, duty: Duty, made: Report) -> None:
    """An older period's answer changes nothing of what a newer one says."""
    if duty.id < issue.duty_id:
        return
    await issues.go_on(scene.tx, issue.id, duty.id, split_reason(made.note))
    if issue.open:
        return
    working_days = await calendar.get(scene.tx)
    day = told_on(scene.now, working_days)
    next_date = issue.decision.next_date if issue.decision else None
    again = reminded_at(next_date, working_days) if next_date else None
    await issues.tell_on(scene.tx, issue.id, day, again if again and again > scene.now else None)
    await scene.record("issue_raised", f"issue:{issue.id}", duty=duty.id)
    await _announce(scene, duty.unit_id, day)


async def _withdraw(scene: Scene, issue: Issue) -> None:
    """Back to what an earlier period said of it, or out of the open register."""
    earlier = await issues.still_said(scene.tx, issue)
    if earlier is not None:
        await issues.go_on(scene.tx, issue.id, earlier[0], split_reason(earlier[1]))
        return
    await issues.end(scene.tx, issue.id, IssueState.WITHDRAWN, scene.me.id, scene.now)
    await scene.record("issue_withdrawn", f"issue:{issue.id}")


async def _announce(scene: Scene, unit_id: int, day: date) -> None:
    """One letter per reader and day, however many entries the day brings."""
    roster, tree = await officials.roster(scene.tx, scene.now), await scene.tree()
    roster = roster.within(unit_id)
    readers = dict.fromkeys(roster.office() + roster.reachable(roster.deputy_in_charge()))
    written = [
        _notice(reader, day, scene.now)
        for reader in readers
        if may(reader, Action.DECIDE_ISSUE, Target(unit_id), tree)
    ]
    await letters.add_all(scene.tx, written, scene.now)


def _notice(reader: Official, day: date, now: datetime) -> NewLetter:
    """It names only the day: what came up is read when it leaves."""
    return NewLetter(
        key=f"issues-new:{day}:{reader.code}",
        kind=Kind.NOTICE,
        text_key="digest.issues_new",
        facts={"day": day.isoformat()},
        logical_at=now,
        send_at=at_local(day, TOLD_AT),
        official_id=reader.id,
        about=f"issues-new:{day}",
    )
