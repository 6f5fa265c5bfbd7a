"""What a tap does. A tap is about a thing, works in any state, and is judged by who presses it."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from bot.features.absences import handlers as absences
from bot.features.acceptance import handlers as acceptance
from bot.features.announcements import handlers as announcements
from bot.features.assignments import handlers as assignments
from bot.features.assignments import reassign
from bot.features.coordination import handlers as coordination
from bot.features.escalation import handlers as escalation
from bot.features.extensions import decisions as extension_decisions
from bot.features.extensions import handlers as extensions
from bot.features.extensions import returns
from bot.features.imports import handlers as imports
from bot.features.issues import handlers as issues
from bot.features.privacy import handlers as privacy
from bot.features.privacy import request_handlers
from bot.features.profile import handlers as profile
from bot.features.quarantine import handlers as quarantine
from bot.features.questions import handlers as questions
from bot.features.registration import handlers as registration
from bot.features.registration import reinvite
from bot.features.reminders import snooze
from bot.features.reports import handlers as reports
from bot.features.reports import objections
from bot.features.sign_off import handlers as sign_off
from bot.features.summaries import briefing, by_unit, comparison, open_period, report_snapshots
from bot.features.summaries import handlers as summaries
from bot.inbound.context import UpdateContext
from domain.imports.drafts import Matter
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Reply
from domain.reporting.duties import Status
from domain.reporting.reports import ReportInput

Handler = Callable[[UpdateContext, ButtonAction], Awaitable[list[Reply]]]


Shown = Awaitable[list[Reply]]


def plain(show: Callable[[UpdateContext], Shown]) -> Handler:
    """A tap that says nothing but what is wanted."""

    async def tap_it(context: UpdateContext, _tap: ButtonAction) -> list[Reply]:
        return await show(context)

    return tap_it


def by_id(act: Callable[[UpdateContext, int], Shown]) -> Handler:
    """A tap about a thing."""

    async def tap_thing(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
        return await act(context, tap.id)

    return tap_thing


def by_both(act: Callable[[UpdateContext, int, int], Shown]) -> Handler:
    """A tap about a thing at the revision at which it was shown, or about two things."""

    async def tap_two(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
        return await act(context, tap.id, tap.revision)

    return tap_two


async def tap_duty(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
    return await reports.offer(context, await reports.find(context, tap.id))


def tap_status(status: Status) -> Handler:
    async def tap_this_status(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
        duty = await reports.find(context, tap.id)
        if duty.revision == tap.revision:
            return await reports.save(context, duty, ReportInput(status))
        if duty.answer and duty.answer.status is status:
            facts = {"code": duty.task_code, "status": status.value}
            return [Reply("answer.already", facts)]
        return await reports.offer(context, duty, "answer.changed_meanwhile")

    return tap_this_status


async def tap_undo(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
    duty = await reports.find(context, tap.id)
    if duty.revision != tap.revision:
        return await reports.offer(context, duty, "answer.changed_meanwhile")
    return await reports.undo(context, duty)


async def tap_no_all(context: UpdateContext, _tap: ButtonAction) -> list[Reply]:
    return [Reply("answer.not_saved"), *await reports.ask_which(context)]


async def tap_unit(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
    return (
        [Reply("help.too_old")]
        if context.official
        else await registration.choose_unit(context, tap.id)
    )


async def tap_summary(context: UpdateContext, _tap: ButtonAction) -> list[Reply]:
    return await summaries.show(context, "")


def tap_file(form: str) -> Handler:
    async def tap_this_file(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
        return await summaries.bring(context, tap.id, form)

    return tap_this_file


def tap_issued_file(form: str) -> Handler:
    async def tap_this_file(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
        return await report_snapshots.bring(context, tap.id, form)

    return tap_this_file


def tap_import(matter: Matter) -> Handler:
    async def tap_this_matter(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
        return await imports.choose(context, tap.id, matter)

    return tap_this_matter


async def tap_extension_day(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
    return await extensions.press_day(context, tap)


async def tap_grant(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
    return await extension_decisions.press(
        context, tap.id, grants=True, with_reason=bool(tap.revision)
    )


async def tap_deny(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
    return await extension_decisions.press(
        context, tap.id, grants=False, with_reason=bool(tap.revision)
    )


async def tap_snooze(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
    return await snooze.press(context, tap.revision)


async def tap_switch(context: UpdateContext, tap: ButtonAction) -> list[Reply]:
    if not tap.id:
        return await sign_off.switches(context, tap.revision)
    return await sign_off.switch(context, tap.id, tap.revision == 1)


TAPS: Mapping[str, Handler] = {
    "duty": tap_duty,
    "undo": tap_undo,
    "all": by_id(reports.ask_all),
    "allyes": by_id(reports.save_all),
    "allno": tap_no_all,
    "mine": plain(profile.show),
    "unit": tap_unit,
    "admit": by_id(registration.admit),
    "refuse": by_id(registration.refuse),
    "charges": by_id(assignments.show),
    "charge": by_both(assignments.choose),
    "give": by_both(assignments.give),
    "remind": by_id(escalation.remind_now),
    "ack": by_id(escalation.acknowledge),
    "behalf": by_id(escalation.answer_on_behalf),
    "summary": tap_summary,
    "open": by_id(open_period.open_anyway),
    "lift": by_id(quarantine.lift),
    "keepdata": plain(privacy.keep),
    "correct": plain(privacy.ask_correction),
    "withdrawal": plain(privacy.ask_withdrawal),
    "withdraw": plain(privacy.withdraw),
    "erasure": plain(privacy.ask_erasure),
    "erase": plain(privacy.erase),
    "reqdone": by_id(request_handlers.carry_out),
    "reqsure": by_id(request_handlers.erase),
    "reqlater": by_id(partial(request_handlers.ask_reason, later=True)),
    "reqno": by_id(partial(request_handlers.ask_reason, later=False)),
    "briefing": by_id(briefing.bring),
    "diss": by_id(announcements.board),
    "disswrite": by_id(announcements.write),
    "understood": by_id(announcements.confirm),
    "reply": by_id(questions.write),
    "issues": by_id(issues.show),
    "issue": by_id(issues.view),
    "decide": by_both(issues.write),
    "settle": by_both(issues.settle),
    "docx": tap_file("docx"),
    "xlsx": tap_file("xlsx"),
    "byunit": by_both(by_unit.choose),
    "unitsum": by_both(by_unit.show),
    "compare": by_id(comparison.show),
    "fix": by_id(report_snapshots.ask),
    "fixyes": by_both(report_snapshots.issue),
    "fixno": by_id(report_snapshots.drop),
    "changes": by_id(report_snapshots.show_changes),
    "fixdocx": tap_issued_file("docx"),
    "fixxlsx": tap_issued_file("xlsx"),
    "lang": by_id(profile.set_language),
    "asplan": tap_import(Matter.PLAN),
    "asroster": tap_import(Matter.ROSTER),
    "asassignments": tap_import(Matter.ASSIGNMENTS),
    "impform": plain(imports.bring_form),
    "asproof": by_id(imports.as_evidence),
    "impyes": by_id(imports.confirm),
    "impno": by_id(imports.drop),
    "handfrom": by_id(reassign.from_letter),
    "handunit": by_id(reassign.from_unit),
    "hand": by_both(reassign.choose),
    "handto": by_both(reassign.ask_how_long),
    "handonce": by_both(reassign.give_once),
    "handall": by_both(reassign.give_for_good),
    "absent": by_id(absences.ask_days),
    "absfrom": by_id(absences.from_letter),
    "abswho": by_id(absences.whose),
    "absend": by_id(absences.end),
    "object": by_both(objections.begin),
    "invite": by_both(reinvite.offer),
    "extend": by_id(extensions.begin),
    "extends": by_id(extensions.of_letter),
    "extday": tap_extension_day,
    "requests": plain(lambda context: extensions.show(context, "")),
    "grant": tap_grant,
    "deny": tap_deny,
    "giveback": by_both(returns.begin),
    "givebacks": by_id(returns.show),
    "snooze": tap_snooze,
    "closeunit": by_id(sign_off.view),
    "closeyes": by_both(sign_off.close),
    "switch": tap_switch,
    "claims": by_id(acceptance.show),
    "claim": by_id(acceptance.view),
    "accept": by_both(acceptance.accept),
    "acceptall": by_both(acceptance.accept_all),
    "reject": by_both(acceptance.ask_reason),
    "partners": by_id(coordination.show),
    "askpartner": by_id(coordination.ask),
    **{action: tap_status(status) for action, status in reports.STATUS_TAPS.items()},
}
