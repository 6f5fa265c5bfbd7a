"""What a tap does. A tap is about a thing, works in any state, and is judged by who presses it."""

from collections.abc import Awaitable, Callable, Mapping

from bot import (
    absences,
    acceptance,
    answering,
    assigning,
    briefing,
    comparison,
    confirmations,
    dissemination,
    escalation,
    extension,
    handing,
    imports,
    inviting,
    issued,
    issues,
    joining,
    mine,
    objecting,
    opening,
    partners,
    questions,
    returning,
    snooze,
    summary,
    unit_summaries,
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


async def tap_issues(scene: Scene, tap: Tap) -> list[Say]:
    return await issues.show(scene, tap.id)


async def tap_issue(scene: Scene, tap: Tap) -> list[Say]:
    return await issues.view(scene, tap.id)


async def tap_decide(scene: Scene, tap: Tap) -> list[Say]:
    return await issues.write(scene, tap.id, tap.revision)


async def tap_settle(scene: Scene, tap: Tap) -> list[Say]:
    return await issues.settle(scene, tap.id, tap.revision)


async def tap_reply(scene: Scene, tap: Tap) -> list[Say]:
    return await questions.write(scene, tap.id)


def tap_file(form: str) -> Handler:
    async def tap_this_file(scene: Scene, tap: Tap) -> list[Say]:
        return await summary.bring(scene, tap.id, form)

    return tap_this_file


async def tap_by_unit(scene: Scene, tap: Tap) -> list[Say]:
    return await unit_summaries.choose(scene, tap.id, tap.revision)


async def tap_unit_summary(scene: Scene, tap: Tap) -> list[Say]:
    return await unit_summaries.show(scene, tap.id, tap.revision)


async def tap_compare(scene: Scene, tap: Tap) -> list[Say]:
    return await comparison.show(scene, tap.id)


async def tap_fix(scene: Scene, tap: Tap) -> list[Say]:
    return await issued.ask(scene, tap.id)


async def tap_confirm_fix(scene: Scene, tap: Tap) -> list[Say]:
    return await issued.issue(scene, tap.id, tap.revision)


async def tap_drop_fix(scene: Scene, tap: Tap) -> list[Say]:
    return await issued.drop(scene, tap.id)


async def tap_changes(scene: Scene, tap: Tap) -> list[Say]:
    return await issued.show_changes(scene, tap.id)


def tap_issued_file(form: str) -> Handler:
    async def tap_this_file(scene: Scene, tap: Tap) -> list[Say]:
        return await issued.bring(scene, tap.id, form)

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


async def tap_hand_from(scene: Scene, tap: Tap) -> list[Say]:
    return await handing.from_letter(scene, tap.id)


async def tap_hand_unit(scene: Scene, tap: Tap) -> list[Say]:
    return await handing.from_unit(scene, tap.id)


async def tap_hand(scene: Scene, tap: Tap) -> list[Say]:
    return await handing.choose(scene, tap.id, tap.revision)


async def tap_hand_to(scene: Scene, tap: Tap) -> list[Say]:
    return await handing.ask_how_long(scene, tap.id, tap.revision)


async def tap_hand_once(scene: Scene, tap: Tap) -> list[Say]:
    return await handing.give_once(scene, tap.id, tap.revision)


async def tap_hand_all(scene: Scene, tap: Tap) -> list[Say]:
    return await handing.give_for_good(scene, tap.id, tap.revision)


async def tap_absent(scene: Scene, tap: Tap) -> list[Say]:
    return await absences.ask_days(scene, tap.id)


async def tap_absent_from(scene: Scene, tap: Tap) -> list[Say]:
    return await absences.from_letter(scene, tap.id)


async def tap_absent_who(scene: Scene, tap: Tap) -> list[Say]:
    return await absences.whose(scene, tap.id)


async def tap_end_absence(scene: Scene, tap: Tap) -> list[Say]:
    return await absences.end(scene, tap.id)


async def tap_object(scene: Scene, tap: Tap) -> list[Say]:
    return await objecting.begin(scene, tap.id, tap.revision)


async def tap_invite(scene: Scene, tap: Tap) -> list[Say]:
    return await inviting.offer(scene, tap.id, tap.revision)


async def tap_extend(scene: Scene, tap: Tap) -> list[Say]:
    return await extension.begin(scene, tap.id)


async def tap_extends(scene: Scene, tap: Tap) -> list[Say]:
    return await extension.of_letter(scene, tap.id)


async def tap_extension_day(scene: Scene, tap: Tap) -> list[Say]:
    return await extension.press_day(scene, tap)


async def tap_grant(scene: Scene, tap: Tap) -> list[Say]:
    return await extension.press(scene, tap.id, grants=True, with_reason=bool(tap.revision))


async def tap_deny(scene: Scene, tap: Tap) -> list[Say]:
    return await extension.press(scene, tap.id, grants=False, with_reason=bool(tap.revision))


async def tap_give_back(scene: Scene, tap: Tap) -> list[Say]:
    return await returning.begin(scene, tap.id, tap.revision)


async def tap_returnable(scene: Scene, tap: Tap) -> list[Say]:
    return await returning.show(scene, tap.id)


async def tap_snooze(scene: Scene, tap: Tap) -> list[Say]:
    return await snooze.press(scene, tap.revision)


async def tap_close_unit(scene: Scene, tap: Tap) -> list[Say]:
    return await confirmations.view(scene, tap.id)


async def tap_close_yes(scene: Scene, tap: Tap) -> list[Say]:
    return await confirmations.close(scene, tap.id, tap.revision)


async def tap_switch(scene: Scene, tap: Tap) -> list[Say]:
    if not tap.id:
        return await confirmations.switches(scene, tap.revision)
    return await confirmations.switch(scene, tap.id, tap.revision == 1)


async def tap_claims(scene: Scene, tap: Tap) -> list[Say]:
    return await acceptance.show(scene, tap.id)


async def tap_claim(scene: Scene, tap: Tap) -> list[Say]:
    return await acceptance.view(scene, tap.id)


async def tap_accept(scene: Scene, tap: Tap) -> list[Say]:
    return await acceptance.accept(scene, tap.id, tap.revision)


async def tap_accept_all(scene: Scene, tap: Tap) -> list[Say]:
    return await acceptance.accept_all(scene, tap.id, tap.revision)


async def tap_reject(scene: Scene, tap: Tap) -> list[Say]:
    return await acceptance.ask_reason(scene, tap.id, tap.revision)


async def tap_partners(scene: Scene, tap: Tap) -> list[Say]:
    return await partners.show(scene, tap.id)


async def tap_ask_partner(scene: Scene, tap: Tap) -> list[Say]:
    return await partners.ask(scene, tap.id)


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
    "issues": tap_issues,
    "issue": tap_issue,
    "decide": tap_decide,
    "settle": tap_settle,
    "docx": tap_file("docx"),
    "xlsx": tap_file("xlsx"),
    "byunit": tap_by_unit,
    "unitsum": tap_unit_summary,
    "compare": tap_compare,
    "fix": tap_fix,
    "fixyes": tap_confirm_fix,
    "fixno": tap_drop_fix,
    "changes": tap_changes,
    "fixdocx": tap_issued_file("docx"),
    "fixxlsx": tap_issued_file("xlsx"),
    "lang": tap_language,
    "asplan": tap_import(Matter.PLAN),
    "asroster": tap_import(Matter.ROSTER),
    "asassignments": tap_import(Matter.ASSIGNMENTS),
    "impform": tap_form,
    "asproof": tap_evidence,
    "impyes": tap_confirm_import,
    "impno": tap_drop_import,
    "handfrom": tap_hand_from,
    "handunit": tap_hand_unit,
    "hand": tap_hand,
    "handto": tap_hand_to,
    "handonce": tap_hand_once,
    "handall": tap_hand_all,
    "absent": tap_absent,
    "absfrom": tap_absent_from,
    "abswho": tap_absent_who,
    "absend": tap_end_absence,
    "object": tap_object,
    "invite": tap_invite,
    "extend": tap_extend,
    "extends": tap_extends,
    "extday": tap_extension_day,
    "grant": tap_grant,
    "deny": tap_deny,
    "giveback": tap_give_back,
    "givebacks": tap_returnable,
    "snooze": tap_snooze,
    "closeunit": tap_close_unit,
    "closeyes": tap_close_yes,
    "switch": tap_switch,
    "claims": tap_claims,
    "claim": tap_claim,
    "accept": tap_accept,
    "acceptall": tap_accept_all,
    "reject": tap_reject,
    "partners": tap_partners,
    "askpartner": tap_ask_partner,
    **{action: tap_status(status) for action, status in answering.STATUS_TAPS.items()},
}
