"""What answers do to the register of difficulties, in the transaction that stores an answer."""

from datetime import date, datetime
from typing import assert_never

from actions.acting import Acting
from domain.calendar.work_calendar import at_local
from domain.issues.issue_text import split_reason
from domain.issues.issues import (
    TOLD_AT,
    Issue,
    IssueChange,
    IssueState,
    change,
    reminded_at,
    told_on,
)
from domain.messaging.outbox import Kind, NewMessage
from domain.people.officials import Official
from domain.people.permissions import Action, Target, may
from domain.reporting.duties import Duty
from domain.reporting.policy import Audience
from domain.reporting.recipients import recipients
from domain.reporting.reports import Report
from storage.people import officials
from storage.plans import calendar
from storage.reports import issues


async def follow(acting: Acting, duty: Duty, made: Report) -> None:
    """Have the register say what the duty's answers say now."""
    newest = await issues.newest(acting.tx, duty.unit_id, duty.task_id)
    before = duty.answer.status if duty.answer else None
    wanted = change(newest, duty.id, before, made.status)
    match wanted:
        case IssueChange.RAISE:
            await _raise(acting, duty, made)
        case IssueChange.WITHDRAW if newest:
            await _withdraw(acting, newest)
        case IssueChange.CONTINUE | IssueChange.REVIVE if newest:
            await _go_on(acting, newest, duty, made)
        case IssueChange.NOTHING | IssueChange.WITHDRAW | IssueChange.CONTINUE | IssueChange.REVIVE:
            pass
        case _:
            assert_never(wanted)


async def _raise(acting: Acting, duty: Duty, made: Report) -> None:
    day = told_on(acting.now, await calendar.get(acting.tx))
    reason = split_reason(made.note)
    number = await issues.add(acting.tx, duty, reason, made.author_id, day, acting.acted_at)
    await acting.record("issue_raised", f"issue:{number}", duty=duty.id)
    await _announce(acting, duty.unit_id, day)


async def _go_on(acting: Acting, issue: Issue, duty: Duty, made: Report) -> None:
    """An older period's answer changes nothing of what a newer one says."""
    if duty.id < issue.duty_id:
        return
    await issues.go_on(acting.tx, issue.id, duty.id, split_reason(made.note))
    if issue.open:
        return
    working_days = await calendar.get(acting.tx)
    day = told_on(acting.now, working_days)
    next_date = issue.decision.next_date if issue.decision else None
    again = reminded_at(next_date, working_days) if next_date else None
    await issues.tell_on(acting.tx, issue.id, day, again if again and again > acting.now else None)
    await acting.record("issue_raised", f"issue:{issue.id}", duty=duty.id)
    await _announce(acting, duty.unit_id, day)


async def _withdraw(acting: Acting, issue: Issue) -> None:
    """Back to what an earlier period said of it, or out of the open register."""
    earlier = await issues.still_said(acting.tx, issue)
    if earlier is not None:
        await issues.go_on(acting.tx, issue.id, earlier[0], split_reason(earlier[1]))
        return
    withdrawn = IssueState.WITHDRAWN
    if not await issues.end(acting.tx, issue.id, withdrawn, acting.me.id, acting.now):
        return
    await acting.record("issue_withdrawn", f"issue:{issue.id}")


async def _announce(acting: Acting, unit_id: int, day: date) -> None:
    """One message per reader and day, however many entries the day brings."""
    roster = await officials.roster(acting.tx, acting.now)
    above = Audience.OFFICE, Audience.DEPUTY_DIRECTOR
    readers = dict.fromkeys(
        each for to in above for each in recipients(to, unit_id, roster).officials
    )
    written = [
        _notice(reader, day, acting.now)
        for reader in readers
        if await _decides(acting, reader, unit_id)
    ]
    for message in written:
        await acting.write(message)


async def _decides(acting: Acting, reader: Official, unit_id: int) -> bool:
    """As somebody may act today: a stand-in decides what the leader would."""
    today = await officials.acting(acting.tx, reader.id, acting.now)
    return may(today, Action.DECIDE_ISSUE, Target(unit_id), await acting.tree())


def _notice(reader: Official, day: date, now: datetime) -> NewMessage:
    """It names only the day: what came up is read when it leaves."""
    return NewMessage(
        key=f"issues-new:{day}:{reader.code}",
        kind=Kind.NOTICE,
        text_key="digest.issues_new",
        facts={"day": day.isoformat()},
        logical_at=now,
        send_at=at_local(day, TOLD_AT),
        official_id=reader.id,
        about=f"issues-new:{day}",
    )
