"""Buttons about duties: choose one, say how far it is, take the answer back."""

from bot.features.reports import handlers as reports
from bot.inbound.context import UpdateContext
from bot.inbound.routing import ButtonHandler, Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Reply
from domain.people.access import Entrance
from domain.people.permissions import Action
from domain.reporting.duties import Status
from domain.reporting.reports import ReportInput

routes = Router()


@routes.button("duty", require=Entrance.MEMBER)
async def choose(context: UpdateContext, pressed: ButtonAction) -> list[Reply]:
    duty = await reports.find(context, pressed.id)
    return await reports.offer(context, duty, note=await reports.said_just_now(context, duty))


def status_button(status: Status) -> ButtonHandler:
    async def save_status(context: UpdateContext, pressed: ButtonAction) -> list[Reply]:
        duty = await reports.find(context, pressed.id)
        if duty.revision == pressed.revision:
            note = await reports.words_before(context, duty, status)
            return await reports.save(context, duty, ReportInput(status, None, note))
        if duty.answer and duty.answer.status is status:
            facts = {"code": duty.task_code, "status": status.value}
            return [Reply("answer.already", facts)]
        return await reports.offer(context, duty, "answer.changed_meanwhile")

    return save_status


for _action, _status in reports.STATUS_TAPS.items():
    routes.button(_action, require=Entrance.MEMBER)(status_button(_status))


@routes.button("undo", require=Entrance.MEMBER)
async def undo(context: UpdateContext, pressed: ButtonAction) -> list[Reply]:
    duty = await reports.find(context, pressed.id)
    if duty.revision != pressed.revision:
        return await reports.offer(context, duty, "answer.changed_meanwhile")
    return await reports.undo(context, duty)


@routes.simple_button("allno", require=Action.ANSWER)
async def decline_all(context: UpdateContext) -> list[Reply]:
    return [Reply("answer.not_saved"), *await reports.ask_which(context)]


@routes.simple_command("/baocao", require=Entrance.MEMBER, menu=4)
async def report(context: UpdateContext) -> list[Reply]:
    return await reports.ask_which(context)
