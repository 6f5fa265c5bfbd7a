"""Commands: words that begin with a slash."""

from collections.abc import Awaitable, Callable, Mapping

from bot.features.absences import handlers as absences
from bot.features.acceptance import handlers as acceptance
from bot.features.announcements import handlers as dissemination
from bot.features.assignments import handlers as assigning
from bot.features.extensions import handlers as extension
from bot.features.extensions import returns as returning
from bot.features.imports import handlers as imports
from bot.features.issues import handlers as issues
from bot.features.privacy import handlers as personal
from bot.features.privacy import request_handlers as personal_requests
from bot.features.profile import handlers as mine
from bot.features.registration import handlers as joining
from bot.features.reports import duty_history as dossier
from bot.features.reports.handlers import ask_which
from bot.features.sign_off import handlers as confirmations
from bot.features.summaries import briefing, readiness
from bot.features.summaries import briefing_schedule as rhythm
from bot.features.summaries import handlers as summary
from bot.features.summaries import unit_status as unit
from bot.inbound.context import Scene
from domain.imports.drafts import Matter
from domain.messaging.messages import Say

Handler = Callable[[Scene, str], Awaitable[list[Say]]]


async def start(scene: Scene, argument: str) -> list[Say]:
    """Home: a code that came along is tried; a stranger is greeted, an official sees his duties."""
    secret = joining.secret_in(argument, announced=True)
    if secret is not None:
        return await joining.try_secret(scene, secret)
    if scene.official is None:
        return await joining.hello(scene)
    return [*await mine.show(scene), mine.help_text(scene)]


async def my_duties(scene: Scene, _argument: str) -> list[Say]:
    return await mine.show(scene)


async def report(scene: Scene, _argument: str) -> list[Say]:
    return await ask_which(scene)


async def history(scene: Scene, argument: str) -> list[Say]:
    return await (dossier.show(scene, argument) if argument.strip() else mine.history(scene))


async def absence(scene: Scene, argument: str) -> list[Say]:
    return await absences.command(scene, argument)


async def show_help(scene: Scene, _argument: str) -> list[Say]:
    return [mine.help_text(scene)]


async def language(scene: Scene, _argument: str) -> list[Say]:
    return [mine.ask_language()] if scene.me else []


async def web_page(scene: Scene, _argument: str) -> list[Say]:
    return await mine.web_link(scene)


async def my_unit(scene: Scene, _argument: str) -> list[Say]:
    return await unit.show(scene)


async def assign(scene: Scene, _argument: str) -> list[Say]:
    return await assigning.show(scene)


async def disseminate(scene: Scene, _argument: str) -> list[Say]:
    return await dissemination.show(scene)


async def show_readiness(scene: Scene, _argument: str) -> list[Say]:
    return await readiness.show(scene)


async def summarise(scene: Scene, argument: str) -> list[Say]:
    return await summary.show(scene, argument)


async def brief(scene: Scene, _argument: str) -> list[Say]:
    return await briefing.show(scene)


async def show_issues(scene: Scene, argument: str) -> list[Say]:
    return await issues.look(scene, argument)


async def set_rhythm(scene: Scene, argument: str) -> list[Say]:
    return await rhythm.set_rhythm(scene, argument)


async def import_plan(scene: Scene, _argument: str) -> list[Say]:
    return await imports.begin(scene, Matter.PLAN)


async def import_roster(scene: Scene, _argument: str) -> list[Say]:
    return await imports.begin(scene, Matter.ROSTER)


async def extensions(scene: Scene, argument: str) -> list[Say]:
    return await extension.show(scene, argument)


async def give_back(scene: Scene, argument: str) -> list[Say]:
    return await returning.show(scene, wanted=argument)


async def confirm_unit(scene: Scene, _argument: str) -> list[Say]:
    return await confirmations.show(scene)


async def accept_claims(scene: Scene, _argument: str) -> list[Say]:
    return await acceptance.show(scene)


async def import_assignments(scene: Scene, _argument: str) -> list[Say]:
    return await imports.begin(scene, Matter.ASSIGNMENTS)


async def my_data(scene: Scene, _argument: str) -> list[Say]:
    return await personal.show(scene)


async def withdraw_consent(scene: Scene, _argument: str) -> list[Say]:
    return await personal.ask_withdrawal(scene)


async def erase_my_data(scene: Scene, _argument: str) -> list[Say]:
    return await personal.ask_erasure(scene)


async def data_requests(scene: Scene, _argument: str) -> list[Say]:
    return await personal_requests.show(scene)


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
