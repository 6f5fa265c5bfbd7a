"""Adding to an answer: a sentence, a percentage, a file."""

from collections.abc import Sequence

from actions import answering
from bot.features.reports.handlers import (
    FLOW,
    changed_meanwhile,
    choices_after,
    offer,
    status_choices,
)
from bot.inbound.context import UpdateContext
from domain.issues.issue_text import split_reason
from domain.messaging.messages import Facts, File, Refusal, Reply
from domain.replies.content import content_of, without_courtesies
from domain.replies.interpreter import interpret
from domain.reporting.duties import Answer, Duty, Status
from domain.reporting.evidence import FileRefused, refuse_unfit
from domain.reporting.reports import WHOLE, ReportInput, report
from storage.reports import cycles, duties, evidence
from storage.reports.duties import Move


async def add_note(
    context: UpdateContext, duty: Duty, text: str, more: Sequence[int] = ()
) -> list[Reply]:
    """A sentence, or a percentage, added to the answer as its next version.

    `more`: the stuck duties whose reason is asked for after this one's.
    """
    if duty.answer is None:
        return await offer(context, duty, note=text)
    cycle = await cycles.get(context.tx, duty.cycle_id)
    percent = _percent(duty.answer, text)
    note = f"{duty.answer.note}\n{without_courtesies(text) if content_of(text) else ''}".strip()
    claim = ReportInput(duty.answer.status, percent, note)
    made = report(duty, cycle, claim, author_id=context.me.id, at=context.acted_at)
    if not await answering.settle(context.acting, duty, made, Move(duty.id, duty.rung, None)):
        return await changed_meanwhile(context, duty.id)
    await context.wait_for(FLOW, "hear_note", duty_id=duty.id)
    left = len(await duties.owed_by(context.tx, context.me.answers_for, context.acted_at))
    facts = {"code": duty.task_code, "note": text, "percent": percent, "duty_ids": [duty.id]}
    facts |= {"status": made.status, "proposal": split_reason(made.note)[1]}
    saved = Reply("answer.note_saved", facts, choices_after(duty.id, made.version, left))
    return [saved, *await ask_reason(context, more)]


def _percent(answer: Answer, text: str) -> int | None:
    """The share that the words give; of what is done only the whole of it counts."""
    said = interpret(text).percent
    partly = said is not None and said < WHOLE and answer.status is Status.DONE
    return answer.percent if said is None or partly else said


async def ask_reason(context: UpdateContext, stuck: Sequence[int]) -> list[Reply]:
    """Ask for the reason of the first of these duties; those after it come in their turn."""
    if not stuck:
        return []
    await context.wait_for(FLOW, "hear_note", duty_id=stuck[0], more=list(stuck[1:]))
    return [
        Reply("answer.ask_reason", {"code": (await duties.get(context.tx, stuck[0])).task_code})
    ]


async def add_files(context: UpdateContext, duty: Duty, files: Sequence[File]) -> list[Reply]:
    """Accept what was sent as evidence of the duty; an album is answered once."""
    for file in files:
        try:
            refuse_unfit(file)
        except FileRefused as refused:
            named = {"code": duty.task_code, "name": file.name}
            raise Refusal(f"evidence.{refused}", named) from None
    album = context.event.album
    known = await evidence.in_album(context.tx, duty.id, album) if album else 0
    for file in files:
        await evidence.add(
            context.tx,
            duty_id=duty.id,
            official_id=context.me.id,
            channel=context.chat.channel,
            file=file,
            album=album,
            now=context.now,
        )
    await context.record("evidence", f"duty:{duty.id}", files=len(files))
    await context.wait_for(FLOW, "hear_status" if duty.open else "hear_note", duty_id=duty.id)
    if known:
        return []
    names = ", ".join(file.name for file in files if file.name)
    facts: Facts = {"code": duty.task_code, "name": names, "album": bool(album), "open": duty.open}
    left = len(await duties.owed_by(context.tx, context.me.answers_for, context.acted_at))
    choices = status_choices(duty) if duty.open else choices_after(duty.id, duty.revision, left)
    return [Reply("answer.file_saved", facts, choices)]
