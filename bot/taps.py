"""What a tap does. A tap is about a thing, works in any state, and is judged by who presses it."""

from collections.abc import Awaitable, Callable, Mapping

from bot import (
    answering,
    assigning,
    briefing,
    dissemination,
    escalation,
    imports,
    joining,
    mine,
    opening,
    questions,
    summary,
)
from bot.scene import Scene
from domain.drafts import Matter
from domain.duties import Status
from domain.messages import Say
from domain.reports import Claim
from domain.taps import Tap

Handler = Callable[[Scene, Tap], Awaitable[list[Say]]]


async def tap_duty(scene: Scene, tap: Tap) -> list[Say]:
    return await answering.offer(scene, await answering.find(scene, tap.id))


def tap_status(status: Status) -> Handler:
    async def tap_this_status(scene: Scene, tap: Tap) -> list[Say]:
        duty = await answering.find(scene, tap.id)
        if duty.revision == tap.revision:
            return await answering.save(scene, duty, Claim(status))
        if duty.answer and duty.answer.status is status:
            facts = {"code": duty.task_code, "status": status.value}
            return [Say("answer.already", facts)]
        return await answering.offer(scene, duty, "answer.changed_meanwhile")

    return tap_this_status


async def tap_undo(scene: Scene, tap: Tap) -> list[Say]:
    duty = await answering.find(scene, tap.id)
    if duty.revision != tap.revision:
        return await answering.offer(scene, duty, "answer.changed_meanwhile")
    return await answering.undo(scene, duty)


async def tap_all(scene: Scene, tap: Tap) -> list[Say]:
    return await answering.ask_all(scene, tap.id)


async def tap_yes_all(scene: Scene, tap: Tap) -> list[Say]:
    return await answering.save_all(scene, tap.id)


async def tap_no_all(scene: Scene, _tap: Tap) -> list[Say]:
    return [Say("answer.not_saved"), *await answering.ask_which(scene)]


async def tap_mine(scene: Scene, _tap: Tap) -> list[Say]:
    return await mine.show(scene)


async def tap_unit(scene: Scene, tap: Tap) -> list[Say]:
    return [Say("help.too_old")] if scene.official else await joining.choose_unit(scene, tap.id)


async def tap_admit(scene: Scene, tap: Tap) -> list[Say]:
    return await joining.admit(scene, tap.id)


async def tap_refuse(scene: Scene, tap: Tap) -> list[Say]:
    return await joining.refuse(scene, tap.id)


async def tap_charges(scene: Scene, tap: Tap) -> list[Say]:
    return await assigning.show(scene, tap.id)


async def tap_charge(scene: Scene, tap: Tap) -> list[Say]:
    return await assigning.choose(scene, tap.id, tap.revision)


async def tap_give(scene: Scene, tap: Tap) -> list[Say]:
    return await assigning.give(scene, tap.id, tap.revision)


async def tap_remind(scene: Scene, tap: Tap) -> list[Say]:
    return await escalation.remind_now(scene, tap.id)


async def tap_acknowledge(scene: Scene, tap: Tap) -> list[Say]:
    return await escalation.acknowledge(scene, tap.id)


async def tap_on_behalf(scene: Scene, tap: Tap) -> list[Say]:
    return await escalation.answer_on_behalf(scene, tap.id)


async def tap_summary(scene: Scene, _tap: Tap) -> list[Say]:
    return await summary.show(scene, "")


async def tap_open(scene: Scene, tap: Tap) -> list[Say]:
    return await opening.open_anyway(scene, tap.id)


async def tap_briefing(scene: Scene, tap: Tap) -> list[Say]:
    return await briefing.bring(scene, tap.id)


async def tap_dissemination(scene: Scene, tap: Tap) -> list[Say]:
    return await dissemination.board(scene, tap.id)


async def tap_disseminate(scene: Scene, tap: Tap) -> list[Say]:
    return await dissemination.write(scene, tap.id)


async def tap_understood(scene: Scene, tap: Tap) -> list[Say]:
    return await dissemination.confirm(scene, tap.id)


async def tap_reply(scene: Scene, tap: Tap) -> list[Say]:
    return await questions.write(scene, tap.id)


def tap_file(form: str) -> Handler:
    async def tap_this_file(scene: Scene, tap: Tap) -> list[Say]:
        return await summary.bring(scene, tap.id, form)

    return tap_this_file


def tap_import(matter: Matter) -> Handler:
    async def tap_this_matter(scene: Scene, tap: Tap) -> list[Say]:
        return await imports.choose(scene, tap.id, matter)

    return tap_this_matter


async def tap_evidence(scene: Scene, tap: Tap) -> list[Say]:
    return await imports.as_evidence(scene, tap.id)


async def tap_form(scene: Scene, _tap: Tap) -> list[Say]:
    return await imports.bring_form(scene)


async def tap_confirm_import(scene: Scene, tap: Tap) -> list[Say]:
    return await imports.confirm(scene, tap.id)


async def tap_drop_import(scene: Scene, tap: Tap) -> list[Say]:
    return await imports.drop(scene, tap.id)


async def tap_language(scene: Scene, tap: Tap) -> list[Say]:
    return await mine.set_language(scene, tap.id)


TAPS: Mapping[str, Handler] = {
    "duty": tap_duty,
    "undo": tap_undo,
    "all": tap_all,
    "allyes": tap_yes_all,
    "allno": tap_no_all,
    "mine": tap_mine,
    "unit": tap_unit,
    "admit": tap_admit,
    "refuse": tap_refuse,
    "charges": tap_charges,
    "charge": tap_charge,
    "give": tap_give,
    "remind": tap_remind,
    "ack": tap_acknowledge,
    "behalf": tap_on_behalf,
    "summary": tap_summary,
    "open": tap_open,
    "briefing": tap_briefing,
    "diss": tap_dissemination,
    "disswrite": tap_disseminate,
    "understood": tap_understood,
    "reply": tap_reply,
    "docx": tap_file("docx"),
    "xlsx": tap_file("xlsx"),
    "lang": tap_language,
    "asplan": tap_import(Matter.PLAN),
    "asroster": tap_import(Matter.ROSTER),
    "asassignments": tap_import(Matter.ASSIGNMENTS),
    "impform": tap_form,
    "asproof": tap_evidence,
    "impyes": tap_confirm_import,
    "impno": tap_drop_import,
    **{action: tap_status(status) for action, status in answering.STATUS_TAPS.items()},
}
