"""Everybody's phone in a simulation: messages arrive at once, unless the messenger is down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.protocol import Hear, SendFailed
from bot.rendering.rendered import Button, Rendered
from nhacviec.config.settings import SettingsWrong
from nhacviec.runtime.clock import StillClock
from nhacviec.simulation.behaviour import Outage, People

NAME = "web"


class Crash(BaseException):
    """The process dies with a message on its way: the phone has it, and nobody has written so."""


@dataclass(slots=True)
class Phones:
    """A channel that can be asked what it has. `crashes`: when the process is to die, in order."""

    people: People
    clock: StillClock
    unreachable: Sequence[Outage] = ()
    crashes: list[datetime] = field(default_factory=list)
    shown: dict[str, list[Rendered]] = field(default_factory=dict)
    name: str = NAME

    async def listen(self, hear: Hear) -> None:
        """Nothing to wait for: what people do is passed on by the simulation itself."""

    async def send(self, address: str, message: Rendered) -> str:
        now = self.clock()
        if any(down.start <= now < down.end for down in self.unreachable):
            raise SendFailed("unreachable")
        self.shown.setdefault(address, []).append(message)
        self.people.read(address, message, now)
        if self.crashes and self.crashes[0] <= now:
            self.crashes.pop(0)
            raise Crash
        return message.reference

    def fits(self, _button: Button) -> bool:
        return True

    def can_tell(self, _message: Rendered, _after: str) -> bool:
        return True

    async def find(
        self, address: str, message: Rendered, *, after: str, known: frozenset[str]
    ) -> str | None:
        here = (each.reference for each in self.shown.get(address, ()))
        return message.reference if message.reference in here else None

    def button(self, official: str, words: str) -> str:
        """What the newest button with these words on somebody's phone sends back.

        Raises SettingsWrong where there is none: the behaviour file asks for what cannot be done.
        """
        for message in reversed(self.shown.get(official, ())):
            for row in message.buttons:
                for button in row:
                    if words in button.label:
                        return button.tap
        raise SettingsWrong(f"{official}: {words!r} ({self.clock():%Y-%m-%d %H:%M} UTC)")
