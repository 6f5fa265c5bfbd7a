"""The command /bang: a one-use link, a code that a screen shows, or out of it everywhere."""

from actions import board_access
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.board_sessions import LINK_LASTS, three_numbers
from domain.people.permissions import Action
from domain.text.normalize import plain

routes = Router()

OUT = ("thoat", "out")


@routes.command("/bang", require=Action.VIEW_UNIT, menu=29)
async def bang(context: UpdateContext, argument: str) -> list[Reply]:
    if not argument:
        return await _link(context)
    if plain(argument) in OUT:
        ended = await board_access.leave(context.acting)
        return [Reply("board.left", {"count": ended})]
    return await _numbers(context, argument)


async def _link(context: UpdateContext) -> list[Reply]:
    if not context.dependencies.public_url:
        raise Refusal("board.off")
    token = context.dependencies.new_token()
    await board_access.give_link(context.acting, context.chat, token)
    url = f"{context.dependencies.public_url}/bang/vao/{token}"
    minutes = int(LINK_LASTS.total_seconds() // 60)
    return [Reply("board.link", {"url": url, "minutes": minutes})]


async def _numbers(context: UpdateContext, code: str) -> list[Reply]:
    """Three numbers, one of which the screen shows: a code from somebody else lets nobody in."""
    found = await board_access.waiting(context.acting, code)
    chance = int.from_bytes(context.dependencies.new_token().encode())
    choices = tuple(
        Choice("choice.number", str(ButtonAction("bang", found.id, each)), {"number": each})
        for each in three_numbers(found.number, chance)
    )
    none = Choice("choice.not_me", str(ButtonAction("bang", found.id, 0)))
    facts = {"browser": found.browser, "place": found.place}
    return [Reply("board.which_number", facts, (*choices, none), in_place=True)]


@routes.revision_button("bang", require=Action.VIEW_UNIT)
async def choose(context: UpdateContext, sign_in_id: int, number: int) -> list[Reply]:
    found = await board_access.confirm(context.acting, context.chat, sign_in_id, number)
    right = found.number == number
    return [Reply("board.confirmed" if right else "board.refused", {"browser": found.browser})]
