"""The promises, whatever people, messengers, clocks and crashes do in whatever order."""

import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from actions.people import absences as leave
from domain.calendar.work_calendar import local_day
from domain.messaging.messages import IncomingEvent
from domain.messaging.moments import Moments
from domain.messaging.outbox import Kind
from domain.people.absences import AbsenceSpan
from nhacviec.onboarding.invitations import Offer, invite
from storage.audit import log as audit
from storage.audit import seals
from storage.people import officials
from storage.tables import INBOX, LINKS, OUTBOX_MESSAGES
from tests.flows.absences.test_absences import is_back
from tests.flows.kills.machine import FAILURES, THE_DUTIES, Delivered, Lives, Unsure
from tests.flows.world import World, at

STATUSES = {"done": "done", "prog": "in_progress", "blck": "blocked", "none": "not_started"}
IN_CHARGE_OF = {"HAI": ("LAN", "MINH"), "CVP": ("LAN", "MINH", "TAM")}
ACTIONS = st.sampled_from(sorted(STATUSES))
LINKED = ("MINH", "HAI", "CVP", "TAM")
PEOPLE = st.sampled_from(["LAN", *LINKED])
OWNERS = st.sampled_from(["LAN", "MINH", "TAM"])
PLACES = st.integers(0, 3)
TEXTS = ("xong", "1", "2", "đang thực hiện 60%", "NV-1 xong", "Chờ ý kiến", "/nhiemvu", "/lichsu")
SPANS_MIN = st.sampled_from([1, 30, 120, 300, 600, 1440, 2880])
HOUR = timedelta(hours=1)
LATEST = at("2025-11-05 12:00")
UNFINISHED = ("queued", "retry", "sending", "uncertain")
MAY_BE_REPEATED = (Kind.ESCALATION, Kind.ALARM, Kind.REMINDER)


@dataclass
class Expected:
    """A duty as it must stand. `touched`: it was answered at some time."""

    task: str
    owner: str
    status: str | None = None
    revision: int = 0
    touched: bool = False


class Department(RuleBasedStateMachine):
    """What people, messengers, clocks and crashes do; the model is what must have come of it."""

    lives: Lives

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.duties: dict[int, Expected] = {}
        self.linked = set(LINKED)
        self.away: AbsenceSpan | None = None
        self.checked = 0
        self.sound = True

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        self.sound = False
        result = self.runner.run(coroutine)
        self.sound = True
        return result

    @property
    def world(self) -> World:
        return self.lives.world

    @property
    def messenger(self) -> Unsure:
        return self.lives.messenger

    @initialize(asked=st.booleans(), dies=st.integers(0, 60))
    def begins(self, asked: bool, dies: int) -> None:
        self.run(self._begin(asked, dies))

    async def _begin(self, asked: bool, dies: int) -> None:
        self.lives = await Lives.begin(Path(self.folder.name), asked=asked)
        for each in LINKED:
            await self.world.phone(each)
        self.lives.fuse.left = dies or None
        await self.lives.lives_until(at("2025-10-17 08:31"))
        for row in await self._rows(THE_DUTIES):
            self.duties[row.id] = Expected(row.task, row.owner)
        assert len(self.duties) == 4

    async def _rows(self, query: Any) -> list[Any]:
        async with self.world.db.read() as tx:
            return list(await tx.execute(query))

    def _press(
        self, who: str, place: int, action: str, stale: bool = False
    ) -> tuple[IncomingEvent, int]:
        duty_id = sorted(self.duties)[place]
        revision = self.duties[duty_id].revision - stale
        tap = f"v1:{action}:{duty_id}:{max(revision, 0)}"
        return self.lives.heard(who, tap=tap), duty_id

    def _may(self, who: str, duty: Expected) -> bool:
        stands_in = who == "MINH" and duty.owner == "LAN" and self._is_away()
        own = who == duty.owner or duty.owner in IN_CHARGE_OF.get(who, ())
        return who in self.linked and (own or stands_in)

    def _is_away(self, when: datetime | None = None) -> bool:
        day = local_day(when or self.world.clock())
        return self.away is not None and self.away.covers(day)

    def _expect(self, heard: IncomingEvent) -> None:
        """An answer counts if its giver may give it, and saw how the duty stands now."""
        _, action, number, revision = heard.tap.split(":")
        duty = self.duties[int(number)]
        if duty.revision == int(revision) and self._may(heard.chat.address, duty):
            duty.status, duty.touched = STATUSES[action], True
            duty.revision += 1

    @rule(who=PEOPLE, place=PLACES, action=ACTIONS, stale=st.booleans(), twice=st.booleans())
    def answers(self, who: str, place: int, action: str, stale: bool, twice: bool) -> None:
        heard, _ = self._press(who, place, action, stale)
        self._expect(heard)
        self.run(self.lives.hears(heard, *([heard] if twice else [])))

    @rule(who=OWNERS, place=PLACES, actions=st.tuples(ACTIONS, ACTIONS))
    def two_answers_come_in_the_wrong_order(
        self, who: str, place: int, actions: tuple[str, str]
    ) -> None:
        first, second = (self._press(who, place, each)[0] for each in actions)
        for each in (second, first):
            self._expect(each)
        self.run(self.lives.hears(second, first))

    @rule(who=OWNERS, text=st.sampled_from(TEXTS), edited=st.sampled_from(["", *TEXTS]))
    def writes(self, who: str, text: str, edited: str) -> None:
        """Only what is one's own may change, by one version for each thing said."""
        said = self.lives.heard(who, text=text, message_id=f"m{self.lives.events}")
        events = [said]
        if edited:
            change = self.lives.heard(who, text=edited, message_id=said.message_id, kind="edit")
            events.append(change)
        self.run(self.lives.hears(*events))
        self.run(self._learn(who, len(events)))

    @rule(who=OWNERS)
    def takes_back(self, who: str) -> None:
        for message in reversed(self.messenger.phones.get(who, [])):
            for button in message.buttons:
                if button.label == "Hoàn tác":
                    self.run(self.lives.hears(self.lives.heard(who, tap=button.tap)))
                    self.run(self._learn(who, 1))
                    return

    async def _learn(self, who: str, most: int) -> None:
        for row in await self._rows(THE_DUTIES):
            duty = self.duties[row.id]
            if self._may(who, duty):
                assert duty.revision <= row.revision <= duty.revision + most
                duty.touched |= row.revision > duty.revision
                duty.revision, duty.status = row.revision, row.status

    @precondition(lambda self: self.lives.told)
    @rule(place=st.integers(0, 200))
    def a_messenger_says_again_what_it_said(self, place: int) -> None:
        told = list(self.lives.told.values())
        self.run(self.lives.hears(told[place % len(told)]))

    @precondition(lambda self: "LAN" not in self.linked)
    @rule()
    def registers(self) -> None:
        left, self.lives.fuse.left = self.lives.fuse.left, None
        offer = Offer(15, "http://127.0.0.1")
        now = self.world.clock()
        [made] = self.run(invite(self.world.db, now, unit="", official="LAN", offer=offer))
        self.lives.fuse.left = left
        for text in (made.code, "đồng ý"):
            self.run(self.lives.hears(self.lives.heard("LAN", text=text)))
        self.linked.add("LAN")
        self.run(self.lives.hears(self.lives.heard("stranger", text=made.code)))

    @rule(place=PLACES, action=st.sampled_from([*STATUSES, "duty", "all", "undo"]))
    def a_stranger_presses(self, place: int, action: str) -> None:
        self.run(self.lives.hears(self._press("stranger", place, action)[0]))

    @precondition(lambda self: self.away is None)
    @rule(days=st.integers(0, 5))
    def goes_away(self, days: int) -> None:
        first = local_day(self.world.clock())
        self.run(self._leave(first, days))

    async def _leave(self, first: Any, days: int) -> None:
        left, self.lives.fuse.left = self.lives.fuse.left, None
        async with self.world.db.begin() as tx:
            lan, minh = [await officials.find_by_code(tx, each) for each in ("LAN", "MINH")]
            assert lan
            assert minh
            self.away = AbsenceSpan(first, first + timedelta(days=days), minh.id)
            await leave.record(
                tx, lan.id, self.away, leave.By(None, Moments.at_once(self.world.clock()))
            )
        self.lives.fuse.left = left

    @precondition(lambda self: self._is_away())
    @rule()
    def comes_back(self) -> None:
        left, self.lives.fuse.left = self.lives.fuse.left, None
        self.run(is_back(self.world, "LAN"))
        self.lives.fuse.left = left
        self.away = None

    @rule(minutes=SPANS_MIN)
    def time_passes(self, minutes: int) -> None:
        end = self.world.clock() + timedelta(minutes=minutes)
        self.run(self.lives.lives_until(max(min(end, LATEST), self.world.clock())))

    @rule(by=st.sampled_from([HOUR, -HOUR]))
    def the_clock_jumps(self, by: timedelta) -> None:
        self.world.clock.instant += by
        self.run(self.lives.lives_until(self.world.clock()))

    @rule(who=PEOPLE, how=st.sampled_from(sorted(FAILURES)), times=st.integers(1, 3))
    def the_messenger_fails(self, who: str, how: str, times: int) -> None:
        if how == "blocked" and who not in ("MINH", "TAM"):
            return
        self.messenger.plans.setdefault(who, []).extend([FAILURES[how]] * times)

    @rule(instants=st.integers(1, 40))
    def will_be_killed(self, instants: int) -> None:
        self.lives.fuse.left = instants

    @invariant()
    def the_promises_hold(self) -> None:
        if self.duties:
            self.run(self._check())

    async def _check(self) -> None:
        shown = {row.id: (row.status, row.revision) for row in await self._rows(THE_DUTIES)}
        assert shown == {n: (each.status, each.revision) for n, each in self.duties.items()}
        inbox = await self._rows(select(INBOX.c.event_id, INBOX.c.state))
        assert {row.event_id for row in inbox} == set(self.lives.told)
        assert {row.state for row in inbox} <= {"done"}
        linked = {row.address for row in await self._rows(select(LINKS.c.address))}
        assert linked == self.linked
        for each in self.messenger.delivered[self.checked :]:
            self._judge(each)
        self.checked = len(self.messenger.delivered)
        self._nothing_twice()

    def _judge(self, said: Delivered) -> None:
        """To the right person, at the right time, about nothing but what is owed."""
        if said.address == "stranger":
            assert not said.codes
        assert said.to in (None, said.address)
        if not said.asked_for:
            assert self.world.policy.window.is_open(said.at, self.lives.days), said
        if said.kind is Kind.REMINDER:
            assert said.codes <= self._owed_by(said), said
        if said.kind is Kind.ESCALATION and said.address == "HAI":
            assert said.codes <= {task for task, owner in said.owed if owner != "TAM"}, said

    def _owed_by(self, said: Delivered) -> set[str]:
        here = {said.address}
        if self._is_away(said.at):
            here = {"LAN": set(), "MINH": {"LAN", "MINH"}}.get(said.address, here)
        return {task for task, owner in said.owed if owner in here}

    def _nothing_twice(self) -> None:
        said = Counter(each.reference for each in self.messenger.delivered)
        for each in self.messenger.delivered:
            if said[each.reference] > 1:
                assert not self.messenger.asked, each
                assert each.kind in MAY_BE_REPEATED, each

    def teardown(self) -> None:
        try:
            if self.duties and self.sound:
                self.run(self._end())
        finally:
            if hasattr(self, "lives"):
                self.run(self.world.db.close())
            self.runner.close()
            self.folder.cleanup()

    async def _end(self) -> None:
        """When all is well again, everything owed is said; nothing waits; the record is whole."""
        self.lives.fuse.left = None
        self.messenger.plans.clear()
        await self.lives.lives_until(max(LATEST, self.world.clock()))
        await self._check()
        rows = await self._rows(select(OUTBOX_MESSAGES))
        assert [row.key for row in rows if row.state in UNFINISHED] == []
        ids = {m.id for phone in self.messenger.phones.values() for m in phone}
        assert [row.key for row in rows if row.state == "sent" and row.message_id not in ids] == []
        self._the_head_knows()
        async with self.world.db.read() as tx:
            assert await audit.first_broken(tx) is None
        await seals.seal(self.world.db, self.world.clock())
        async with self.world.db.read() as tx:
            assert await seals.first_broken(tx) is None

    def _the_head_knows(self) -> None:
        """Whatever nobody ever answered was told to the head."""
        told = [e for e in self.messenger.delivered if e.address == "HAI" and not e.asked_for]
        read = {code for each in told for code in each.codes}
        owed = {e.task for e in self.duties.values() if not e.touched and e.owner != "TAM"}
        assert owed <= read


LONG = int(os.environ.get("MACHINE_EXAMPLES", "0"))
TestDepartment = Department.TestCase
TestDepartment.settings = settings(
    max_examples=LONG or 6,
    stateful_step_count=40 if LONG else 25,
    derandomize=not LONG,
    deadline=None,
    phases=list(Phase) if LONG else [Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
