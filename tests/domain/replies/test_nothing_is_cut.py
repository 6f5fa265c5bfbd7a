"""What people write is kept whole: no slice of it stands between a step and the database."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.features.acceptance import conversation as acceptance
from bot.features.extensions import conversation as extensions
from bot.features.questions import conversation as questions
from bot.features.reports import objection_conversation as objections
from domain.messaging.messages import Chat, IncomingEvent
from domain.reporting.duties import Status
from domain.reporting.reports import ReportInput, report
from tests.domain.reporting.test_rules import CYCLE, NOW, duty
from tests.packages import PACKAGES, ROOT

SAID = {"text", "note", "reason", "words", "answer", "cause", "proposal", "caption", "comment"}
"""Names under which something that a person wrote is passed on."""
SHOWN = {
    "bot/features/officials/handlers.py": "an answer repeats what was looked for; nothing is kept",
    "actions/people/reading.py": "a refusal repeats what was not understood; it asks again",
    "bot/features/summaries/by_unit.py": "a list for the phone; files and /vuongmac have the whole",
    "bot/features/imports/file_reader.py": "why a row is not read; the workbook has it whole",
    "bot/features/reports/bulk_reply.py": "two words tell whether a number names a task",
    "domain/people/absence_text.py": "days that were read, not words",
    "domain/calendar/periods.py": "a refusal repeats what was not understood; it asks again",
    "domain/replies/misreadings.py": "a copy for the reader's makers; the record has it whole",
    "bot/channels/email/channel.py": "the subject repeats what stands whole in the mail",
    "bot/channels/telegram/updates.py": "the messenger's own name of a press, not words",
    "bot/channels/zalo_oa/channel.py": "the card that asks for a phone number; its words are ours",
    "bot/channels/zalo_oa/updates.py": "the figures of a time, not words",
    "web/pages/calendar/drafts.py": "fields of a form; a refusal repeats what was not read",
    "web/rendering.py": "the first letter is made a capital; the rest follows it",
    "documents/readers/docx.py": "lines above a table, looked through for headings and a year",
    "documents/readers/pdf/assemble.py": "the first letter tells whether a row goes on",
}
LONG = "Chờ ý kiến Sở Tài chính. " * 160


def slices(path: Path) -> Iterator[str]:
    """Beginnings that are taken of something said."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Slice):
            continue
        upto = node.slice.upper
        fixed = isinstance(upto, ast.Constant) or (isinstance(upto, ast.Name) and upto.id.isupper())
        named = {each.attr for each in ast.walk(node.value) if isinstance(each, ast.Attribute)}
        named |= {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}
        if fixed and node.slice.lower is None and named & SAID:
            yield ast.unparse(node)


def test_no_beginning_is_taken_of_what_people_wrote() -> None:
    found = {
        str(path.relative_to(ROOT)): list(slices(path))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
    }
    assert {name for name, cut in found.items() if cut} <= SHOWN.keys(), found


def heard(text: str) -> IncomingEvent:
    return IncomingEvent(Chat("web", "1"), "1", datetime(2025, 10, 20, tzinfo=UTC), text=text)


@pytest.mark.parametrize(
    ("step", "data", "kept"),
    [
        (extensions.hear_reason, {"duty_id": 1, "day": "2025-10-31", "facts": {}}, "reason"),
        (acceptance.hear_reason, {"claim_id": 1}, "reason"),
        (objections.hear_reason, {"duty_id": 1, "version": 1}, "reason"),
        (questions.hear_reply, {"question_id": 1}, "text"),
    ],
)
def test_a_long_reason_is_kept_whole(step: object, data: dict[str, object], kept: str) -> None:
    turn = step(data, heard(LONG))  # type: ignore[operator] # a step of a conversation
    assert getattr(turn.effect, kept) == LONG.strip()


def test_a_long_note_is_kept_whole() -> None:
    claim = ReportInput(Status.BLOCKED, None, LONG)
    assert report(duty(), CYCLE, claim, author_id=1, at=NOW).note == LONG.strip()
