"""Commands: words that begin with a slash."""

from collections.abc import Awaitable, Callable, Mapping

from bot.features.absences import handlers as absences
from bot.features.acceptance import handlers as acceptance
from bot.features.announcements import handlers as announcements
from bot.features.assignments import handlers as assignments
from bot.features.extensions import handlers as extension
from bot.features.extensions import returns
from bot.features.imports import handlers as imports
from bot.features.issues import handlers as issues
from bot.features.privacy import handlers as privacy
from bot.features.privacy import request_handlers
from bot.features.profile import handlers as profile
from bot.features.registration import handlers as registration
from bot.features.reports import duty_history
from bot.features.reports.handlers import ask_which
from bot.features.sign_off import handlers as sign_off
from bot.features.summaries import briefing, briefing_schedule, readiness, unit_status
from bot.features.summaries import handlers as summaries
from bot.inbound.context import UpdateContext
from domain.imports.drafts import Matter
from domain.messaging.messages import Reply

Handler = Callable[[UpdateContext, str], Awaitable[list[Reply]]]


async def start(context: UpdateContext, argument: str) -> list[Reply]:
    """Home: a code that came along is tried; a stranger is greeted, an official sees his duties."""
    secret = registration.secret_in(argument, announced=True)
    if secret is not None:
        return await registration.try_secret(context, secret)
    if context.official is None:
        return await registration.hello(context)
    return [*await profile.show(context), profile.help_text(context)]


async def my_duties(context: UpdateContext, _argument: str) -> list[Reply]:
    return await profile.show(context)


async def report(context: UpdateContext, _argument: str) -> list[Reply]:
    return await ask_which(context)


async def history(context: UpdateContext, argument: str) -> list[Reply]:
    return await (
        duty_history.show(context, argument) if argument.strip() else profile.history(context)
    )


async def absence(context: UpdateContext, argument: str) -> list[Reply]:
    return await absences.command(context, argument)


async def show_help(context: UpdateContext, _argument: str) -> list[Reply]:
    return [profile.help_text(context)]


async def language(context: UpdateContext, _argument: str) -> list[Reply]:
    return [profile.ask_language()] if context.me else []


async def web_page(context: UpdateContext, _argument: str) -> list[Reply]:
    return await profile.web_link(context)


async def my_unit(context: UpdateContext, _argument: str) -> list[Reply]:
    return await unit_status.show(context)


async def assign(context: UpdateContext, _argument: str) -> list[Reply]:
    return await assignments.show(context)


async def disseminate(context: UpdateContext, _argument: str) -> list[Reply]:
    return await announcements.show(context)


async def show_readiness(context: UpdateContext, _argument: str) -> list[Reply]:
    return await readiness.show(context)


async def summarise(context: UpdateContext, argument: str) -> list[Reply]:
    return await summaries.show(context, argument)


async def brief(context: UpdateContext, _argument: str) -> list[Reply]:
    return await briefing.show(context)


async def show_issues(context: UpdateContext, argument: str) -> list[Reply]:
    return await issues.look(context, argument)


async def set_rhythm(context: UpdateContext, argument: str) -> list[Reply]:
    return await briefing_schedule.set_rhythm(context, argument)


async def import_plan(context: UpdateContext, _argument: str) -> list[Reply]:
    return await imports.begin(context, Matter.PLAN)


async def import_roster(context: UpdateContext, _argument: str) -> list[Reply]:
    return await imports.begin(context, Matter.ROSTER)


async def extensions(context: UpdateContext, argument: str) -> list[Reply]:
    return await extension.show(context, argument)


async def give_back(context: UpdateContext, argument: str) -> list[Reply]:
    return await returns.show(context, wanted=argument)


async def confirm_unit(context: UpdateContext, _argument: str) -> list[Reply]:
    return await sign_off.show(context)


async def accept_claims(context: UpdateContext, _argument: str) -> list[Reply]:
    return await acceptance.show(context)


async def import_assignments(context: UpdateContext, _argument: str) -> list[Reply]:
    return await imports.begin(context, Matter.ASSIGNMENTS)


async def my_data(context: UpdateContext, _argument: str) -> list[Reply]:
    return await privacy.show(context)


async def withdraw_consent(context: UpdateContext, _argument: str) -> list[Reply]:
    return await privacy.ask_withdrawal(context)


async def erase_my_data(context: UpdateContext, _argument: str) -> list[Reply]:
    return await privacy.ask_erasure(context)


async def data_requests(context: UpdateContext, _argument: str) -> list[Reply]:
    return await request_handlers.show(context)


COMMANDS: Mapping[str, Handler] = {
    "/start": start,
    "/nhiemvu": my_duties,
    "/baocao": report,
    "/lichsu": history,
    "/trogiup": show_help,
    "/help": show_help,
    "/ngonngu": language,
    "/trangweb": web_page,
    "/donvi": my_unit,
    "/phancong": assign,
    "/quantriet": disseminate,
    "/sansang": show_readiness,
    "/summary": summarise,
    "/tonghop": summarise,
    "/giaoban": brief,
    "/lichgiaoban": set_rhythm,
    "/vuongmac": show_issues,
    "/nhapkehoach": import_plan,
    "/nhapdanhsach": import_roster,
    "/vangmat": absence,
    "/giahan": extensions,
    "/tralai": give_back,
    "/chot": confirm_unit,
    "/nghiemthu": accept_claims,
    "/nhapphancong": import_assignments,
    "/dulieu": my_data,
    "/rutdongy": withdraw_consent,
    "/xoa": erase_my_data,
    "/yeucau": data_requests,
}
