"""Judges a lived period from its rows: who was told, whether on the right day, what is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.calendar.work_calendar import WorkCalendar, local_day
from domain.messaging.outbox import Kind
from domain.reporting.cycles import Cycle, placed, steps_of
from domain.reporting.duties import Duty
from domain.reporting.policy import Audience, Step
from domain.reporting.recipients import Roster, told
from storage.engine.database import Tx
from storage.messaging import message_log
from storage.messaging.message_log import SentLetter
from storage.people import officials
from storage.plans import calendar
from storage.reports import duties, duty_owners, reports
from storage.reports.duty_owners import Owned

SOON = timedelta(hours=1)  # an answer that comes so soon may overtake the message about its lack


@dataclass(frozen=True, slots=True)
class Life:
    """One duty as it ended, when it had an answer, who owned it, and how many versions are kept."""

    code: str
    duty: Duty
    answered: Sequence[tuple[datetime, datetime]]
    owned: Sequence[Owned]
    versions: Sequence[int]

    def open_at(self, at: datetime) -> bool:
        return not any(start <= at + SOON and at < end for start, end in self.answered)

    def as_at(self, at: datetime) -> Duty:
        """The duty with whoever owned it then."""
        then = [each for each in self.owned if each.from_at <= at]
        return replace(self.duty, owner_id=then[-1].official_id) if then else self.duty

    @property
    def whole(self) -> bool:
        """Whether neither its versions nor its owners have a gap."""
        kept = list(self.versions) == list(range(1, self.duty.revision + 1))
        ends, begins = [o.to_at for o in self.owned], [o.from_at for o in self.owned]
        last = self.owned[-1].official_id if self.owned else None
        return kept and ends == [*begins[1:], None] and last == self.duty.owner_id


@dataclass(frozen=True, slots=True)
class Judge:
    """What a period is judged by."""

    cycle: Cycle
    calendar: WorkCalendar
    lives: Mapping[str, Life]
    rosters: Mapping[date, Roster]

    @classmethod
    async def of(cls, tx: Tx, sent: Sequence[SentLetter], cycle: Cycle) -> "Judge":
        codes = await message_log.duty_codes(tx)
        lives = {
            codes[duty.id]: Life(
                codes[duty.id],
                duty,
                await reports.answered_spans(tx, duty.id),
                await duty_owners.history(tx, duty.id),
                [each.version for each in await reports.versions(tx, duty.id)],
            )
            for duty in await duties.of_cycle(tx, cycle.id)
        }
        days = {local_day(each.at): each.at for each in sent}
        rosters = {day: await officials.roster(tx, at) for day, at in days.items()}
        return cls(cycle, await calendar.get(tx), lives, rosters)

    def wrong_recipients(self, sent: Sequence[SentLetter]) -> int:
        """How often a step told somebody of a duty whom it should not have told."""
        audiences = {step.rung: step.audience for step in self.cycle.steps}
        return sum(
            not self._may_be_told(message, self.lives[code], audiences[message.rung])
            for message in sent
            if message.rung is not None
            for code in message.duties
            if code in self.lives
        )

    def _may_be_told(self, message: SentLetter, life: Life, audience: Audience) -> bool:
        roster, duty = self.rosters[local_day(message.at)], life.as_at(message.at)
        step = Step(0, audience, message.at, escalates=False)
        return any(each.id == message.official_id for each in told(step, duty, roster).officials)

    def missed_escalations(self, sent: Sequence[SentLetter]) -> int:
        """How many steps above the owner came for an unanswered duty and were not told that day."""
        said = {
            (code, local_day(message.at))
            for message in sent
            if message.kind is Kind.ESCALATION
            for code in message.duties
        }
        return sum(
            (life.code, local_day(step.at)) not in said
            for life in self.lives.values()
            for step in self._climbing(life.duty)
            if life.open_at(step.at)
        )

    def _climbing(self, duty: Duty) -> list[Step]:
        """The steps of the duty's last course that speak of silence."""
        here = placed(self.cycle, duty.time.due_day, self.calendar)
        everything = steps_of(here, replace(duty, rung=-1), self.calendar)
        return [step for step in everything if step.escalates and step.at < self.cycle.closes_at]

    def gaps(self) -> int:
        """How many duties whose history is not whole."""
        return sum(not life.whole for life in self.lives.values())
