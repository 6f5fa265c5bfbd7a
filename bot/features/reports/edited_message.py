"""A message that was edited changes the report which it gave, while the period is open."""

from collections.abc import Sequence

from bot.features.reports import bulk_reply
from bot.features.reports import handlers as answering
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.messages import Reply
from domain.people.access import Entrance
from domain.replies.content import read_words
from domain.replies.follow_up import FollowUp
from domain.replies.interpreter import interpret
from domain.reporting.duties import Duty
from domain.reporting.reports import Report, ReportInput
from domain.reporting.status_change import STATUSES
from storage.messaging import inbox
from storage.reports import reports

routes = Router()


@routes.event("edit", require=Entrance.ANYBODY)
async def hear(context: UpdateContext) -> Sequence[Reply]:
    """A new version with the new words; an edit that changes nothing is silence.

    Messengers report one for a reaction and for a link preview, too.
    """
    event = context.event
    before = await inbox.last_text(context.tx, context.chat, event.message_id, event.event_id)
    if context.official is None or _same(before, event.text):
        return []
    first = await inbox.find_message(context.tx, context.chat, event.message_id)
    given = (
        await reports.by_event(context.tx, context.chat.channel, first.event_id) if first else None
    )
    if given is None:
        return await _without_report(context, before)
    duty = await answering.find(context, given.duty_id)
    if duty.answer is None:
        return [Reply("answer.edit_changes_nothing")]
    claim = _claim(context, duty, await reports.versions(context.tx, duty.id), given, before)
    stands = ReportInput(duty.answer.status, duty.answer.percent, duty.answer.note)
    return [] if claim == stands else await answering.save(context, duty, claim)


def _same(before: str, text: str) -> bool:
    return bool(before) and before.split() == text.split()


async def _without_report(context: UpdateContext, before: str) -> Sequence[Reply]:
    """A list reply is shown anew; anything else is told to have no effect."""
    text = context.event.text
    if not before and read_words(text).kind is FollowUp.PLEASANTRY:
        return []
    if before and await bulk_reply.names_item(context, text):
        return await bulk_reply.read(context, text) or []
    return [Reply("answer.edit_changes_nothing")]


def _claim(
    context: UpdateContext, duty: Duty, versions: Sequence[Report], given: Report, before: str
) -> ReportInput:
    """The answer as it stands with the old words replaced; a status only if the words set it."""
    assert duty.answer is not None  # noqa: S101 - the caller has seen an answer
    text = context.event.text
    note = duty.answer.note.replace(before, text) if before else f"{duty.answer.note}\n{text}"
    reading = interpret(text)
    status, percent = duty.answer.status, duty.answer.percent
    if _set_the_status(versions, given) and reading.verdict in STATUSES:
        status, percent = STATUSES[reading.verdict], reading.percent
    elif reading.percent is not None:
        percent = reading.percent
    return ReportInput(status, percent, note.strip())


def _set_the_status(versions: Sequence[Report], given: Report) -> bool:
    """Whether the edited message said how far the task is, and nothing was said since."""
    earlier = [each for each in versions if each.version < given.version]
    own = not earlier or earlier[-1].status is not given.status
    return own and given.version == versions[-1].version
