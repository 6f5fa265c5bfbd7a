"""The calendar of a person under a secret address: whoever has it may read, nobody can write."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from documents.calendar_file import CalendarEvent, calendar_file
from domain.calendar_feed.addresses import PATH, secret_hash
from domain.calendar_feed.entries import Entry, EntryKind, Owed, PersonalCalendar, entries_of
from domain.calendar_feed.revisions import Published, revised, shown
from domain.people.access import may_pass
from domain.people.officials import LEADERS, Official, Role
from domain.people.permissions import Action
from domain.summaries.briefing import BriefingSchedule
from domain.summaries.schedule_text import kept
from storage.calendar_feed import addresses
from storage.calendar_feed import entries as handed_out
from storage.calendar_feed.addresses import CalendarFeed
from storage.engine.database import Database, Tx
from storage.people import absences, office_settings, officials, units
from storage.plans import calendar
from storage.reports import cycles, duties

NOTED_EVERY = timedelta(hours=1)
SAID: Mapping[EntryKind, tuple[str, str]] = {
    EntryKind.DUE: ("calendar.due", "calendar.due_more"),
    EntryKind.OWN_DUE: ("calendar.own_due", "calendar.own_due_more"),
    EntryKind.ABSENCE: ("calendar.absence", "calendar.absence_more"),
    EntryKind.BRIEFING: ("calendar.briefing", "calendar.briefing_more"),
}
BUSY = (EntryKind.ABSENCE, EntryKind.BRIEFING)


class Words(Protocol):
    """Sentences by key, as plain text: whoever wires the service hands over those of the chat."""

    def sentence(self, key: str, language: str = "vi", **facts: Any) -> str: ...


@dataclass(frozen=True, slots=True)
class CalendarFeeds:
    """`rhythm`: when the leaders meet, unless the Office says otherwise."""

    db: Database
    clock: Callable[[], datetime]
    words: Words
    rhythm: BriefingSchedule | None = None

    def routes(self) -> list[BaseRoute]:
        return [Route(PATH, self.answer, methods=["GET"])]

    async def answer(self, request: Request) -> Response:
        """The calendar, or that it is the one that the reader has already."""
        found = await self._read(secret_hash(request.path_params["token"]), self.clock())
        if found is None:
            raise HTTPException(404)
        body = self._written(*found)
        mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"etag": mark, "cache-control": "private, no-cache"}
        if mark in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        headers["content-disposition"] = 'inline; filename="nhac-viec.ics"'
        return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)

    async def _read(
        self, token_hash: str, now: datetime
    ) -> tuple[Official, Sequence[Published]] | None:
        """Whose calendar it is, and what stands in it; what has changed is kept as handed out."""
        async with self.db.read() as tx:
            feed = await addresses.find(tx, token_hash)
            if feed is None:
                return None
            person, known, changed = await self._revised(tx, feed, now)
        if changed or feed.read_at is None or now - feed.read_at >= NOTED_EVERY:
            async with self.db.begin() as tx:
                await addresses.mark_read(tx, feed.id, now)
                person, known, changed = await self._revised(tx, feed, now)
                await handed_out.save(tx, person.id, changed, now)
        current = {**known, **{each.entry.key: each for each in changed}}
        return person, shown(list(current.values()), now)

    async def _revised(
        self, tx: Tx, feed: CalendarFeed, now: datetime
    ) -> tuple[Official, Mapping[str, Published], list[Published]]:
        person = await officials.acting(tx, feed.official_id, now)
        known = await handed_out.published(tx, person.id)
        wanted = await self._entries(tx, person, now)
        return person, known, revised(known, wanted, now)

    async def _entries(self, tx: Tx, person: Official, now: datetime) -> list[Entry]:
        root = await units.root_of(tx, person.unit_id)
        owed = [
            Owed(each, await duties.of_owner(tx, person.answers_for, each.id))
            for each in await cycles.coming(tx, root.id, now)
        ]
        oversees = may_pass(person, Action.VIEW_UNIT)
        away = await absences.living(tx, person.id)
        rhythm = await self._rhythm(tx) if person.holds(Role.OFFICE, *LEADERS) else None
        known = PersonalCalendar(owed, oversees, away, rhythm)
        return entries_of(known, await calendar.get(tx), now)

    async def _rhythm(self, tx: Tx) -> BriefingSchedule | None:
        said = await office_settings.get(tx, office_settings.BRIEFING_RHYTHM)
        return kept(said, self.rhythm)

    def _written(self, person: Official, entries: Sequence[Published]) -> bytes:
        name = self.words.sentence("calendar.name", person.language)
        return calendar_file(name, [self._event(person, each) for each in entries])

    def _event(self, person: Official, each: Published) -> CalendarEvent:
        entry, language = each.entry, person.language
        title, more = (
            self.words.sentence(key, language, **entry.facts) for key in SAID[entry.kind]
        )
        if each.cancelled:
            title = self.words.sentence("calendar.cancelled", language, title=title)
        return CalendarEvent(
            uid=_uid(person, entry),
            title=title,
            more=more,
            begins=entry.begins,
            ends=entry.ends,
            all_day=entry.all_day,
            busy=entry.kind in BUSY,
            sequence=each.sequence,
            changed_at=each.changed_at,
            cancelled=each.cancelled,
        )


def _uid(person: Official, entry: Entry) -> str:
    """Named by what it is about, and saying nothing: the address of the service may change."""
    name = f"{person.subject}:{entry.key}"
    return f"{hashlib.sha256(name.encode()).hexdigest()[:32]}@nhacviec"
