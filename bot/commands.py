"""Commands: words that begin with a slash."""

from collections.abc import Awaitable, Callable, Mapping

from bot import (
    absences,
    acceptance,
    assigning,
    briefing,
    confirmations,
    dissemination,
    dossier,
    extension,
    imports,
    issues,
    joining,
    mine,
    personal,
    personal_requests,
    readiness,
    returning,
    rhythm,
    summary,
    unit,
)
from bot.answering import ask_which
from bot.scene import Scene
from domain.drafts import Matter
from domain.messages import Say

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
