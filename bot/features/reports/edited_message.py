"""A message that was edited changes the report which it gave, while the period is open."""

from collections.abc import Sequence

from bot.features.reports import handlers as answering
from bot.features.reports.conversation import STATUSES
from bot.inbound.context import UpdateContext
from domain.messaging.messages import Reply
from domain.replies.interpreter import interpret
from domain.reporting.duties import Duty
from domain.reporting.reports import Report, ReportInput
from storage.messaging import inbox
from storage.reports import reports


async def hear(context: UpdateContext) -> Sequence[Reply]:
    """A new version with the new words; what gave no report changes nothing, and says so."""
    first = await inbox.find_message(context.tx, context.chat, context.event.message_id)
    given = (
        await reports.by_event(context.tx, context.chat.channel, first.event_id) if first else None
    )
    if context.official is None or given is None:
        return [Reply("answer.edit_changes_nothing")] if context.official else []
    duty = await answering.find(context, given.duty_id)
    if duty.answer is None:
        return [Reply("answer.edit_changes_nothing")]
    before = await inbox.last_text(
        context.tx, context.chat, context.event.message_id, context.event.event_id
    )
    versions = await reports.versions(context.tx, duty.id)
    return await answering.save(context, duty, _claim(context, duty, versions, given, before))


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
