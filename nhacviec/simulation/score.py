"""The score sheet of a period: what went out, and whether any promise was broken."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from domain.messaging.outbox import PRIORITIES, Kind, Priority
from domain.reporting.cycles import Cycle
from nhacviec.simulation.invariants import Judge
from storage.engine.database import Tx
from storage.messaging import message_log
from storage.messaging.message_log import SentLetter
from storage.plans import calendar
from storage.reports import duties, reports


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of messages by kind, and of broken promises, which must all be nought."""

    messages: dict[str, int]
    duplicate_messages: int
    outside_window: int
    reminders_after_answer: int
    wrong_recipients: int
    missed_escalations: int
    history_gaps: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


async def score(tx: Tx, sent: Sequence[SentLetter], cycle: Cycle) -> Score:
    working_days = await calendar.get(tx)
    unasked = [each for each in sent if PRIORITIES[each.kind] is not Priority.ANSWER]
    outside = [each for each in unasked if not cycle.policy.window.is_open(each.at, working_days)]
    slots = Counter((each.official_id, each.at) for each in unasked if each.rung is not None)
    judge = await Judge.of(tx, sent, cycle)
    return Score(
        dict(Counter(each.kind.value for each in sent)),
        sum(count - 1 for count in slots.values()),
        len(outside),
        await _after_answer(tx, sent, cycle),
        judge.wrong_recipients(sent),
        judge.missed_escalations(sent),
        judge.gaps(),
    )


async def _after_answer(tx: Tx, sent: Sequence[SentLetter], cycle: Cycle) -> int:
    """How often a reminder named a duty that had an answer when it left."""
    codes = await message_log.duty_codes(tx)
    answered = {
        codes[duty.id]: await reports.answered_spans(tx, duty.id)
        for duty in await duties.of_cycle(tx, cycle.id)
    }
    return sum(
        any(start < each.at < end for start, end in answered.get(code, ()))
        for each in sent
        if each.kind is Kind.REMINDER
        for code in each.duties
    )
