"""Deciding on a difficulty, and closing it; whoever is concerned is told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.acting import Acting
from actions.outcomes import Changed, Done
from domain.calendar.work_calendar import local_day
from domain.issues.issues import (
    LONGEST,
    Issue,
    IssueDecision,
    IssueState,
    decision_facts,
    reminded_at,
)
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Facts, Refusal
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from domain.reporting.recipients import Roster
from storage.people import officials
from storage.plans import calendar
from storage.reports import issues


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is to be decided; `version`: the entry as it was seen. `next_date`: looked at again."""

    version: int
    text: str
    next_date: date | None


def view_choice(issue: Issue) -> Choice:
    """The way to the entry in a message about it."""
    facts = {"number": issue.id, "code": issue.task_code}
    return Choice("choice.issue", str(ButtonAction("issue", issue.id, issue.version)), facts)


async def find(acting: Acting, issue_id: int) -> Issue:
    """The entry, if this person may see it: of his unit, his own, or of his duty."""
    issue = await issues.find(acting.tx, issue_id)
    if issue is None:
        raise Refusal("issue.unknown", {"number": str(issue_id)})
    await acting.authorise(Action.VIEW_ISSUES, target_of(issue, acting.me))
    return issue


def target_of(issue: Issue, me: Official) -> Target:
    """An entry is its proposer's own, and that of whoever owns the duty."""
    return Target(issue.unit_id, me.id if me.id == issue.proposer_id else issue.owner_id)


async def to_decide(acting: Acting, issue_id: int, written: str = "") -> Issue:
    """An open entry, for whoever may decide on it; what was `written` is given back."""
    issue = await find(acting, issue_id)
    await acting.authorise(Action.DECIDE_ISSUE, Target(issue.unit_id))
    if not issue.open:
        facts = {"number": issue.id, "state": issue.state.value, "written": written}
        raise Refusal("issue.ended", facts)
    return issue


def refuse_unfit(text: str, day: date | None, today: date) -> None:
    """Refuse a decision without words, a longer one than phones show, and a day that has come."""
    if not text.strip():
        raise Refusal("issue.empty")
    if len(text) > LONGEST:
        raise Refusal("issue.too_long", {"count": len(text), "most": LONGEST})
    if day is not None and day <= today:
        raise Refusal("issue.day_over")


async def decide(acting: Acting, issue_id: int, ruling: Ruling) -> Done | Changed:
    """Store a decision; proposer, owner and the head of the unit are told, each once.

    Changed, and nothing is stored, if the entry is not as it was seen.
    """
    issue = await to_decide(acting, issue_id, ruling.text)
    refuse_unfit(ruling.text, ruling.next_date, local_day(acting.acted_at))
    by, day = acting.me, ruling.next_date
    made = IssueDecision(ruling.text.strip(), day, by.id, by.name, acting.acted_at)
    remind_at = reminded_at(day, await calendar.get(acting.tx)) if day else None
    if issue.version != ruling.version:
        return Changed({"number": issue.id, "written": ruling.text})
    if not await issues.decide(acting.tx, issue, made, remind_at):
        return Changed({"number": issue.id, "written": ruling.text})
    version = issue.version + 1
    await acting.record("issue_decided", f"issue:{issue.id}", version=version)
    roster = await officials.roster(acting.tx, acting.now)
    people = concerned(issue, roster, by)
    facts = {**_facts(issue, by), **decision_facts(made)}
    for person in people:
        key = f"issue-decided:{issue.id}:{version}:{person.code}"
        await _tell(acting, person, "issue.decided_told", facts, key, issue)
    return Done(_told(issue, made, roster, people), tuple(each.name for each in people))


async def settle(acting: Acting, issue_id: int, version: int) -> Done | Changed:
    """The difficulty is gone, and its proposer hears it; Changed if it is not as it was seen."""
    issue = await to_decide(acting, issue_id)
    by, seen = acting.me, {"number": issue.id, "code": issue.task_code}
    ended = IssueState.CLOSED
    if issue.version != version or not await issues.end(
        acting.tx, issue.id, ended, by.id, acting.now
    ):
        return Changed(seen | {"written": ""})
    await acting.record("issue_closed", f"issue:{issue.id}")
    proposer = (await officials.roster(acting.tx)).get(issue.proposer_id)
    if proposer is None or proposer.id == by.id:
        return Done(seen)
    key = f"issue-closed:{issue.id}:{acting.now.isoformat()}:{proposer.code}"
    await _tell(acting, proposer, "issue.settled_told", _facts(issue, by), key, issue)
    return Done(seen, (proposer.name,))


def concerned(issue: Issue, roster: Roster, by: Official) -> list[Official]:
    """Those in service, but whoever decides: proposer, owner, and whom the unit has for a head."""
    people = [roster.get(issue.proposer_id), roster.get(issue.owner_id)]
    people += roster.heads(issue.unit_id)
    return [each for each in dict.fromkeys(people) if each and each.id != by.id]


def _told(
    issue: Issue, made: IssueDecision, roster: Roster, people: list[Official]
) -> dict[str, Any]:
    """What was kept, and to whom it goes; those without a chat are named apart."""
    reached = roster.reachable(people)
    return {
        "number": issue.id,
        "code": issue.task_code,
        "names": [each.name for each in reached],
        "unreached": [each.name for each in people if each not in reached],
        **decision_facts(made),
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
    acting: Acting, person: Official, text_key: str, facts: Facts, key: str, issue: Issue
) -> None:
    await acting.tell(
        person.id, text_key, {**facts, "name": person.name}, key=key, choices=(view_choice(issue),)
    )
