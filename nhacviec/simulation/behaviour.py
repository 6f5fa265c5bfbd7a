"""How people behave in a simulation: who answers, when, and when the process is down."""

import hashlib
import heapq
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from bot.rendering.rendered import Rendered
from domain.calendar.work_calendar import ZONE
from domain.messaging.buttons import ButtonAction
from domain.reporting.duties import Status
from nhacviec.config.settings import SettingsWrong

TAPS_OF = {
    Status.DONE: "done",
    Status.IN_PROGRESS: "prog",
    Status.BLOCKED: "blck",
    Status.NOT_STARTED: "none",
}


def _local(value: Any) -> Any:
    """An instant without a zone is local time."""
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    if isinstance(when, datetime) and when.tzinfo is None:
        return when.replace(tzinfo=ZONE)
    return when


Instant = Annotated[datetime, BeforeValidator(_local)]


class PlannedAnswer(BaseModel, extra="forbid"):
    official: str
    at: Instant
    task: str
    unit: str
    status: Status | None = None
    text: str = ""


class PlannedAct(BaseModel, extra="forbid"):
    """Somebody presses the newest button with these words, or writes, or both in this order."""

    official: str
    at: Instant
    press: str = ""
    text: str = ""


class Day(BaseModel, extra="forbid"):
    """A day of the calendar that is worked or free in this month, whatever the table says."""

    day: date
    working: bool


class Outage(BaseModel, extra="forbid", populate_by_name=True):
    start: Instant = Field(alias="from")
    end: Instant = Field(alias="to")


class Behaviour(BaseModel, extra="forbid"):
    """The behaviour file.

    `silent`: people who do only what is planned here. `headless`: units that lose their head and
    deputies. In an `outage` the process is down; while `unreachable` the messenger is. A `crash`
    kills the process with the next message in flight.
    """

    default: Literal["silent", "prompt", "mixed"] = "mixed"
    silent: list[str] = Field(default_factory=list)
    unlinked: list[str] = Field(default_factory=list)
    headless: list[str] = Field(default_factory=list)
    calendar: list[Day] = Field(default_factory=list)
    answer: list[PlannedAnswer] = Field(default_factory=list)
    act: list[PlannedAct] = Field(default_factory=list)
    outage: list[Outage] = Field(default_factory=list)
    unreachable: list[Outage] = Field(default_factory=list)
    crash: list[Instant] = Field(default_factory=list)

    @classmethod
    def load(cls, path: Path | None) -> "Behaviour":
        """Read a behaviour file. Raises SettingsWrong with one line that says what is wrong."""
        if path is None:
            return cls()
        try:
            return cls.model_validate(tomllib.loads(path.read_text("utf-8")))
        except (OSError, tomllib.TOMLDecodeError) as unreadable:
            raise SettingsWrong(f"{path}: {unreadable}") from None
        except ValidationError as wrong:
            first = wrong.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise SettingsWrong(f"{path}: {where}: {first['msg']}") from None

    def after_outage(self, instant: datetime) -> datetime:
        """The instant itself, or the end of the outage in which it lies."""
        for outage in sorted(self.outage, key=lambda each: each.start):
            if outage.start <= instant < outage.end:
                instant = outage.end
        return instant


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """Something a person will do: press a button, or write."""

    at: datetime
    number: int
    official: str = field(compare=False)
    tap: str = field(compare=False, default="")
    text: str = field(compare=False, default="")


class People:
    """Plays everybody who answers by himself. The same seed gives the same answers."""

    def __init__(self, default: str, seed: int, silent: Collection[str] = ()) -> None:
        self.default = default
        self.silent = frozenset(silent)
        self.seed = seed
        self.acts: list[Act] = []
        self.count = 0
        self.decided: set[tuple[str, int]] = set()

    def chance(self, *what: object) -> float:
        """A number from 0 to 1 that depends on the seed and on what is asked, and nothing else."""
        digest = hashlib.sha256(repr((self.seed, *what)).encode()).digest()
        return int.from_bytes(digest[:8], "big") / 2**64

    def will(self, official: str, at: datetime, *, tap: str = "", text: str = "") -> None:
        self.count += 1
        heapq.heappush(self.acts, Act(at, self.count, official, tap, text))

    def next_at(self) -> datetime | None:
        return self.acts[0].at if self.acts else None

    def due(self, now: datetime) -> list[Act]:
        acts = []
        while self.acts and self.acts[0].at <= now:
            acts.append(heapq.heappop(self.acts))
        return acts

    def read(self, official: str, message: Rendered, now: datetime) -> None:
        """A message arrives on somebody's phone; he may decide to answer it."""
        asked = [tap for tap in _taps(message) if tap.action == "duty" and tap.revision == 0]
        for place, tap in enumerate(asked):
            self._decide(official, tap, place, now)

    def _decide(self, official: str, tap: ButtonAction, place: int, now: datetime) -> None:
        if (official, tap.id) in self.decided:
            return
        self.decided.add((official, tap.id))
        delay = self._delay(official, tap)
        if delay is not None:
            at = _whole(now + delay) + place * PACE
            answer = ButtonAction(TAPS_OF[self._status(official, tap)], tap.id, tap.revision)
            self.will(official, at, tap=str(answer))

    def _delay(self, official: str, tap: ButtonAction) -> timedelta | None:
        if self.default == "silent" or official in self.silent:
            return None
        eagerness = self.chance(official, "eager")
        if self.default == "prompt" or eagerness < PROMPT_SHARE:
            return timedelta(minutes=20 + 100 * self.chance(official, tap.id, "soon"))
        if eagerness < LATE_SHARE:
            return timedelta(days=6 + 6 * self.chance(official, "late"))
        return None

    def _status(self, official: str, tap: ButtonAction) -> Status:
        luck = self.chance(official, tap.id, "status")
        return next(status for status, share in STATUS_SHARES if luck < share)


PACE = timedelta(minutes=5)
PROMPT_SHARE = 0.72
LATE_SHARE = 0.9
STATUS_SHARES: Sequence[tuple[Status, float]] = (
    (Status.DONE, 0.45),
    (Status.IN_PROGRESS, 0.87),
    (Status.BLOCKED, 0.95),
    (Status.NOT_STARTED, 1.0),
)


def _whole(instant: datetime) -> datetime:
    """People act on the whole five minutes: that keeps a simulation short."""
    return instant + (PACE - timedelta(seconds=instant.timestamp() % PACE.total_seconds()))


def _taps(message: Rendered) -> list[ButtonAction]:
    parsed = [ButtonAction.parse(button.tap) for row in message.buttons for button in row]
    return [tap for tap in parsed if tap is not None]
