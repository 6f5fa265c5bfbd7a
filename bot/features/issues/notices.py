"""Messages about the register that are read again when they leave: what came up, what is due."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bot.delivery.content import MessageContent
from bot.inbound.routing import Router
from domain.calendar.work_calendar import local_day
from domain.issues.issues import Issue, issue_facts, ordered
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.messaging.outbox import OutboxMessage
from domain.people.officials import LEADERS, Official
from domain.people.permissions import Action, Target, may
from storage.engine.database import Tx
from storage.people import officials, units
from storage.reports import issues

routes = Router()

MOST = 10
"""So many entries are shown in one message; the rest is one tap away."""


def decide_choice(issue: Issue, *, alone: bool) -> Choice:
    """The number is said where there are several to choose from."""
    facts = {"number": 0 if alone else issue.id, "code": issue.task_code}
    return Choice("choice.decide", str(ButtonAction("decide", issue.id, issue.version)), facts)


def grouped(listed: Sequence[Issue], today: date) -> list[dict[str, Any]]:
    """As sentences name them: under their units, those whose date has come apart."""
    groups: dict[tuple[bool, str], list[dict[str, Any]]] = {}
    for each in listed:
        place = each.is_due(today), each.unit_name
        groups.setdefault(place, []).append(issue_facts(each, today))
    return [{"due": due, "unit": unit, "issues": found} for (due, unit), found in groups.items()]


@routes.composer("digest.issues_new")
async def came_up(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """What has come up on the message's day and is still open; None if nothing is."""
    day = date.fromisoformat(message.facts["day"])
    return await _to_decide(tx, message, await issues.told_on(tx, day), "issue.new", now)


@routes.composer("digest.issues_due")
async def due(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """The entries whose date has come and on which nobody has decided since; None if none."""
    named = [(number, version) for number, version in message.facts["issues"]]
    still = [each for each in await issues.listed(tx) if (each.id, each.version) in named]
    return await _to_decide(tx, message, still, "issue.due", now)


async def _to_decide(
    tx: Tx, message: OutboxMessage, found: Sequence[Issue], key: str, now: datetime
) -> MessageContent | None:
    reader, tree = await officials.get(tx, message.official_id or 0), await units.tree(tx)
    seen = [each for each in found if may(reader, Action.DECIDE_ISSUE, Target(each.unit_id), tree)]
    if not seen:
        return None
    today = local_day(now)
    page = ordered(seen, today)[:MOST]
    facts = {"count": len(seen), "groups": grouped(page, today), **_address(reader)}
    return MessageContent((Reply(key, facts, _choices(page, len(seen))),), ())


def _choices(page: Sequence[Issue], count: int) -> tuple[Choice, ...]:
    each = tuple(decide_choice(issue, alone=len(page) == 1) for issue in page)
    whole = Choice("choice.open_issues", str(ButtonAction("issues")), {"count": count})
    return (*each, whole) if count > len(page) else each


def _address(reader: Official) -> dict[str, Any]:
    return {"leader": reader.holds(*LEADERS), "position": reader.position}
