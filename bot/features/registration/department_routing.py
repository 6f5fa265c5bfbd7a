"""A bot may belong to one department: who comes to that of another is shown the way."""

from bot.inbound.context import UpdateContext
from domain.messaging.messages import Reply
from domain.people.chat_links import found_at
from domain.people.department_names import DepartmentNames
from domain.people.officials import Official
from domain.people.units import Unit
from storage.people import department_names


async def units_offered(context: UpdateContext) -> list[Unit]:
    """The units in which a stranger may ask to be let in by this bot."""
    home = context.dependencies.homes.get(context.chat.channel)
    tree = await context.tree()
    if home is None:
        return list(tree.by_id.values())
    root = tree.by_code.get(home.unit)
    below = tree.subtree(root.id) if root else frozenset()
    return [unit for unit in tree.by_id.values() if unit.id in below]


async def shown_the_way(context: UpdateContext, person: Official) -> list[Reply]:
    """What is said to somebody whose department has another bot; nothing where he is right."""
    home = context.dependencies.homes.get(context.chat.channel)
    if home is None:
        return []
    own = (await context.tree()).upwards(person.unit_id)[-1]
    if own.code == home.unit:
        return []
    link = found_at(context.dependencies.homes, own.code, context.chat.channel)
    return [Reply("registration.other_bot", {"department": own.name, "link": link})]


async def names_here(context: UpdateContext) -> DepartmentNames:
    """Whose service a stranger has found: of the bot's department, or of the only one there is."""
    home = context.dependencies.homes.get(context.chat.channel)
    return await department_names.of_code(context.tx, home.unit if home else "")
