"""What came of a simulated period: every message, the summary, the score."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.rendering.markup import plain
from domain.calendar.work_calendar import local
from domain.messaging.outbox import Kind
from domain.people.officials import Official, Role
from domain.reporting.policy import Audience
from domain.reporting.recipients import rule_of
from domain.summaries.summary import Summary, as_json
from nhacviec.simulation.score import Score
from storage.messaging.message_log import SentLetter


@dataclass(frozen=True, slots=True)
class Simulated:
    """What happened: every message in the order of time, the summary, and the score."""

    messages: list[dict[str, Any]]
    summary: Summary
    score: Score

    def as_json(self) -> dict[str, Any]:
        return {"summary": as_json(self.summary), "score": self.score.as_json()}


def message(
    message: SentLetter, everybody: Mapping[int, Official], audiences: Mapping[int, Audience]
) -> dict[str, Any]:
    """One line of the report."""
    receiver = everybody.get(message.official_id or 0)
    return {
        "at": local(message.at).isoformat(),
        "kind": Kind.NOTICE.value if message.kind is Kind.ALARM else message.kind.value,
        "to": receiver.code if receiver else "",
        "to_role": _role(message, receiver, audiences),
        "rung": message.rung,
        "duties": list(message.duties),
        "key": message.key,
        "text": plain(message.html)[0],
        "buttons": list(message.labels),
    }


def _role(message: SentLetter, receiver: Official | None, audiences: Mapping[int, Audience]) -> str:
    """The role in which somebody is addressed: that of the rung, if held; else the highest."""
    audience = audiences.get(message.rung) if message.rung is not None else None
    if receiver is None or audience is Audience.OWNER:
        return Role.OFFICIAL.value
    if audience is not None and receiver.holds(*rule_of(audience).roles):
        return audience.value
    return Role.HEAD.value if receiver.title is Role.DEPUTY_HEAD else receiver.title.value
