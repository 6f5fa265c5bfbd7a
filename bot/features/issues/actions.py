"""Keeps what is decided on a difficulty, in chat or on the command line, and tells who is to know.

The caller has made sure that whoever decides may do so.
"""

from datetime import datetime
from typing import Any

from bot.features.issues.notices import view_choice
from domain.issues.issues import Issue, IssueDecision, IssueState, decision_facts, reminded_at
from domain.messaging.messages import Facts
from domain.messaging.outbox import Kind, NewMessage
from domain.people.officials import Official
from domain.reporting.recipients import Roster
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.messaging import outbox
from storage.people import officials
from storage.plans import calendar
from storage.reports import issues


async def keep(tx: Tx, issue: Issue, decision: IssueDecision, by: Official, now: datetime) -> bool:
    """Store a decision; False, and nothing is stored, if the entry has changed since it was read.

    The proposer, the owner of the duty and the head of the unit are told, each once.
    """
    day = decision.next_date
    remind_at = reminded_at(day, await calendar.get(tx)) if day else None
    if not await issues.decide(tx, issue, decision, remind_at):
        return False
    subject = f"issue:{issue.id}"
    version = issue.version + 1
    await audit.add(
        tx, at=now, actor=by.subject, action="issue_decided", subject=subject, version=version
    )
    facts = {**_facts(issue, by), **decision_facts(decision)}
    for person in concerned(issue, await officials.roster(tx, now), by):
        key = f"issue-decided:{issue.id}:{version}:{person.code}"
        await _tell(tx, person, "issue.decided_told", facts, (key, issue), now)
    return True


async def close(tx: Tx, issue: Issue, by: Official, now: datetime) -> bool:
    """The difficulty is gone, and its proposer hears it; False if it was not open any more."""
    if not await issues.end(tx, issue.id, IssueState.CLOSED, by.id, now):
        return False
    subject = f"issue:{issue.id}"
    await audit.add(tx, at=now, actor=by.subject, action="issue_closed", subject=subject)
    proposer = (await officials.roster(tx)).get(issue.proposer_id)
    if proposer and proposer.id != by.id:
        key = f"issue-closed:{issue.id}:{now.isoformat()}:{proposer.code}"
        await _tell(tx, proposer, "issue.settled_told", _facts(issue, by), (key, issue), now)
    return True


def concerned(issue: Issue, roster: Roster, by: Official) -> list[Official]:
    """Those in service, but whoever decides: proposer, owner, and whom the unit has for a head."""
    people = [roster.get(issue.proposer_id), roster.get(issue.owner_id)]
    people += roster.heads(issue.unit_id)
    return [each for each in dict.fromkeys(people) if each and each.id != by.id]


def told_facts(
    issue: Issue, decision: IssueDecision, roster: Roster, by: Official
) -> dict[str, Any]:
    """What was kept, and to whom it goes; those without a chat are named apart."""
    people = concerned(issue, roster, by)
    reached = roster.reachable(people)
    return {
        "number": issue.id,
        "code": issue.task_code,
        "names": [each.name for each in reached],
        "unreached": [each.name for each in people if each not in reached],
        **decision_facts(decision),
    }


def _facts(issue: Issue, by: Official) -> dict[str, object]:
    return {
        "number": issue.id,
        "code": issue.task_code,
        "title": issue.title,
        "unit": issue.unit_name,
        "cause": issue.cause,
        "by": by.name,
        "position": by.position,
    }


async def _tell(
    tx: Tx, person: Official, text_key: str, facts: Facts, about: tuple[str, Issue], now: datetime
) -> None:
    key, issue = about
    message = NewMessage(
        key=key,
        kind=Kind.NOTICE,
        text_key=text_key,
        facts={**facts, "name": person.name},
        logical_at=now,
        send_at=now,
        choices=(view_choice(issue),),
        official_id=person.id,
    )
    await outbox.add(tx, message, now)
