"""A message that was edited changes the report which it gave, while the period is open."""

from collections.abc import Sequence

from bot.features.reports import handlers as answering
from bot.features.reports.conversation import STATUSES
from bot.inbound.context import Scene
from domain.messaging.messages import Say
from domain.replies.interpreter import interpret
from domain.reporting.duties import Duty
from domain.reporting.reports import Claim, Report
from storage.messaging import inbox
from storage.reports import reports


async def hear(scene: Scene) -> Sequence[Say]:
    """A new version with the new words; what gave no report changes nothing, and says so."""
    first = await inbox.find_message(scene.tx, scene.chat, scene.heard.message_id)
    given = await reports.by_event(scene.tx, scene.chat.channel, first.event_id) if first else None
    if scene.official is None or given is None:
        return [Say("answer.edit_changes_nothing")] if scene.official else []
    duty = await answering.find(scene, given.duty_id)
    if duty.answer is None:
        return [Say("answer.edit_changes_nothing")]
    before = await inbox.last_text(
        scene.tx, scene.chat, scene.heard.message_id, scene.heard.event_id
    )
    versions = await reports.versions(scene.tx, duty.id)
    return await answering.save(scene, duty, _claim(scene, duty, versions, given, before))


def _claim(
    scene: Scene, duty: Duty, versions: Sequence[Report], given: Report, before: str
) -> Claim:
    """The answer as it stands with the old words replaced; a status only if the words set it."""
    assert duty.answer is not None  # noqa: S101 - the caller has seen an answer
    text = scene.heard.text
    note = duty.answer.note.replace(before, text) if before else f"{duty.answer.note}\n{text}"
    reading = interpret(text)
    status, percent = duty.answer.status, duty.answer.percent
    if _set_the_status(versions, given) and reading.verdict in STATUSES:
        status, percent = STATUSES[reading.verdict], reading.percent
    elif reading.percent is not None:
        percent = reading.percent
    return Claim(status, percent, note.strip())


def _set_the_status(versions: Sequence[Report], given: Report) -> bool:
    """Whether the edited message said how far the task is, and nothing was said since."""
    earlier = [each for each in versions if each.version < given.version]
    own = not earlier or earlier[-1].status is not given.status
    return own and given.version == versions[-1].version
