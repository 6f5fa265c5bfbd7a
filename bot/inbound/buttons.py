"""What a tap does. A tap is about a thing, works in any state, and is judged by who presses it."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from bot.features.absences import handlers as absences
from bot.features.acceptance import handlers as acceptance
from bot.features.announcements import handlers as dissemination
from bot.features.assignments import handlers as assigning
from bot.features.assignments import reassign as handing
from bot.features.coordination import handlers as partners
from bot.features.escalation import handlers as escalation
from bot.features.extensions import decisions as extension_decisions
from bot.features.extensions import handlers as extension
from bot.features.extensions import returns as returning
from bot.features.imports import handlers as imports
from bot.features.issues import handlers as issues
from bot.features.privacy import handlers as personal
from bot.features.privacy import request_handlers as personal_requests
from bot.features.profile import handlers as mine
from bot.features.quarantine import handlers as quarantine
from bot.features.questions import handlers as questions
from bot.features.registration import handlers as joining
from bot.features.registration import reinvite as inviting
from bot.features.reminders import snooze
from bot.features.reports import handlers as answering
from bot.features.reports import objections as objecting
from bot.features.sign_off import handlers as confirmations
from bot.features.summaries import briefing, comparison
from bot.features.summaries import by_unit as unit_summaries
from bot.features.summaries import handlers as summary
from bot.features.summaries import open_period as opening
from bot.features.summaries import report_snapshots as issued
from bot.inbound.context import Scene
from domain.imports.drafts import Matter
from domain.messaging.buttons import Tap
from domain.messaging.messages import Say
from domain.reporting.duties import Status
from domain.reporting.reports import Claim

Handler = Callable[[Scene, Tap], Awaitable[list[Say]]]


Shown = Awaitable[list[Say]]


def plain(show: Callable[[Scene], Shown]) -> Handler:
    """A tap that says nothing but what is wanted."""

    async def tap_it(scene: Scene, _tap: Tap) -> list[Say]:
        return await show(scene)

    return tap_it


def by_id(act: Callable[[Scene, int], Shown]) -> Handler:
    """A tap about a thing."""

    async def tap_thing(scene: Scene, tap: Tap) -> list[Say]:
        return await act(scene, tap.id)

    return tap_thing


def by_both(act: Callable[[Scene, int, int], Shown]) -> Handler:
    """A tap about a thing at the revision at which it was shown, or about two things."""

    async def tap_two(scene: Scene, tap: Tap) -> list[Say]:
        return await act(scene, tap.id, tap.revision)

    return tap_two


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


async def tap_no_all(scene: Scene, _tap: Tap) -> list[Say]:
    return [Say("answer.not_saved"), *await answering.ask_which(scene)]


async def tap_unit(scene: Scene, tap: Tap) -> list[Say]:
    return [Say("help.too_old")] if scene.official else await joining.choose_unit(scene, tap.id)


async def tap_summary(scene: Scene, _tap: Tap) -> list[Say]:
    return await summary.show(scene, "")


def tap_file(form: str) -> Handler:
    async def tap_this_file(scene: Scene, tap: Tap) -> list[Say]:
        return await summary.bring(scene, tap.id, form)

    return tap_this_file


def tap_issued_file(form: str) -> Handler:
    async def tap_this_file(scene: Scene, tap: Tap) -> list[Say]:
        return await issued.bring(scene, tap.id, form)

    return tap_this_file


def tap_import(matter: Matter) -> Handler:
    async def tap_this_matter(scene: Scene, tap: Tap) -> list[Say]:
        return await imports.choose(scene, tap.id, matter)

    return tap_this_matter


async def tap_extension_day(scene: Scene, tap: Tap) -> list[Say]:
    return await extension.press_day(scene, tap)


async def tap_grant(scene: Scene, tap: Tap) -> list[Say]:
    return await extension_decisions.press(
        scene, tap.id, grants=True, with_reason=bool(tap.revision)
    )


async def tap_deny(scene: Scene, tap: Tap) -> list[Say]:
    return await extension_decisions.press(
        scene, tap.id, grants=False, with_reason=bool(tap.revision)
    )


async def tap_snooze(scene: Scene, tap: Tap) -> list[Say]:
    return await snooze.press(scene, tap.revision)


async def tap_switch(scene: Scene, tap: Tap) -> list[Say]:
    if not tap.id:
        return await confirmations.switches(scene, tap.revision)
    return await confirmations.switch(scene, tap.id, tap.revision == 1)


TAPS: Mapping[str, Handler] = {
    "duty": tap_duty,
    "undo": tap_undo,
    "all": by_id(answering.ask_all),
    "allyes": by_id(answering.save_all),
    "allno": tap_no_all,
    "mine": plain(mine.show),
    "unit": tap_unit,
    "admit": by_id(joining.admit),
    "refuse": by_id(joining.refuse),
    "charges": by_id(assigning.show),
    "charge": by_both(assigning.choose),
    "give": by_both(assigning.give),
    "remind": by_id(escalation.remind_now),
    "ack": by_id(escalation.acknowledge),
    "behalf": by_id(escalation.answer_on_behalf),
    "summary": tap_summary,
    "open": by_id(opening.open_anyway),
    "lift": by_id(quarantine.lift),
    "keepdata": plain(personal.keep),
    "correct": plain(personal.ask_correction),
    "withdrawal": plain(personal.ask_withdrawal),
    "withdraw": plain(personal.withdraw),
    "erasure": plain(personal.ask_erasure),
    "erase": plain(personal.erase),
    "reqdone": by_id(personal_requests.carry_out),
    "reqsure": by_id(personal_requests.erase),
    "reqlater": by_id(partial(personal_requests.ask_reason, later=True)),
    "reqno": by_id(partial(personal_requests.ask_reason, later=False)),
    "briefing": by_id(briefing.bring),
    "diss": by_id(dissemination.board),
    "disswrite": by_id(dissemination.write),
    "understood": by_id(dissemination.confirm),
    "reply": by_id(questions.write),
    "issues": by_id(issues.show),
    "issue": by_id(issues.view),
    "decide": by_both(issues.write),
    "settle": by_both(issues.settle),
    "docx": tap_file("docx"),
    "xlsx": tap_file("xlsx"),
    "byunit": by_both(unit_summaries.choose),
    "unitsum": by_both(unit_summaries.show),
    "compare": by_id(comparison.show),
    "fix": by_id(issued.ask),
    "fixyes": by_both(issued.issue),
    "fixno": by_id(issued.drop),
    "changes": by_id(issued.show_changes),
    "fixdocx": tap_issued_file("docx"),
    "fixxlsx": tap_issued_file("xlsx"),
    "lang": by_id(mine.set_language),
    "asplan": tap_import(Matter.PLAN),
    "asroster": tap_import(Matter.ROSTER),
    "asassignments": tap_import(Matter.ASSIGNMENTS),
    "impform": plain(imports.bring_form),
    "asproof": by_id(imports.as_evidence),
    "impyes": by_id(imports.confirm),
    "impno": by_id(imports.drop),
    "handfrom": by_id(handing.from_letter),
    "handunit": by_id(handing.from_unit),
    "hand": by_both(handing.choose),
    "handto": by_both(handing.ask_how_long),
    "handonce": by_both(handing.give_once),
    "handall": by_both(handing.give_for_good),
    "absent": by_id(absences.ask_days),
    "absfrom": by_id(absences.from_letter),
    "abswho": by_id(absences.whose),
    "absend": by_id(absences.end),
    "object": by_both(objecting.begin),
    "invite": by_both(inviting.offer),
    "extend": by_id(extension.begin),
    "extends": by_id(extension.of_letter),
    "extday": tap_extension_day,
    "requests": plain(lambda scene: extension.show(scene, "")),
    "grant": tap_grant,
    "deny": tap_deny,
    "giveback": by_both(returning.begin),
    "givebacks": by_id(returning.show),
    "snooze": tap_snooze,
    "closeunit": by_id(confirmations.view),
    "closeyes": by_both(confirmations.close),
    "switch": tap_switch,
    "claims": by_id(acceptance.show),
    "claim": by_id(acceptance.view),
    "accept": by_both(acceptance.accept),
    "acceptall": by_both(acceptance.accept_all),
    "reject": by_both(acceptance.ask_reason),
    "partners": by_id(partners.show),
    "askpartner": by_id(partners.ask),
    **{action: tap_status(status) for action, status in answering.STATUS_TAPS.items()},
}
