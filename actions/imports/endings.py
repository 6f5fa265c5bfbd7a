"""Whom and what an import would end, told before it is confirmed."""

from collections.abc import Sequence
from typing import Any, assert_never

from domain.imports.changes.consequences import Consequences
from domain.imports.changes.endings import Endings
from domain.imports.drafts import ImportDraft, Matter
from domain.people.units import Tree
from storage.engine.database import Tx
from storage.people import officials, units
from storage.plans import applying

MOST_LISTED = 60


async def of_draft(tx: Tx, draft: ImportDraft) -> Endings:
    """Whom and what a file would end, if it were kept now."""
    unit_id = (await officials.get(tx, draft.official_id)).unit_id
    match draft.matter:
        case Matter.ROSTER:
            return await applying.roster_endings(tx, draft.content, unit_id)
        case Matter.PLAN:
            root = await units.root_of(tx, unit_id)
            return await applying.plan_endings(tx, draft.content, root.id)
        case Matter.ASSIGNMENTS | None:
            return Endings()
        case _:
            assert_never(draft.matter)


def counts_of(brought: Consequences) -> dict[str, int]:
    """How many duties change hands, how many of them to nobody, and what is cut off."""
    return {
        "duties": len(brought.duties),
        "vacant": sum(not each.heir for each in brought.duties),
        "chats": brought.chats,
        "invitations": brought.invitations,
    }


def facts_of(endings: Endings, tree: Tree) -> dict[str, Any]:
    """Names with units and posts, tasks with titles: all of them, as far as a message bears."""
    names = [_person(each.name, each.unit_code, tree) for each in endings.people]
    names += [f"{task.code} {task.title}" for task in endings.tasks]
    posts = [
        {**_person_facts(each.member.name, each.member.unit_code, tree), "role": each.role.value}
        for each in endings.posts
    ]
    units = [tree.by_code[code].name if code in tree.by_code else code for code in endings.units]
    return {
        "count": endings.count,
        "whole": endings.whole,
        "posts": posts,
        "units": units,
        "names": names[:MOST_LISTED],
        "more": max(len(names) - MOST_LISTED, 0),
    }


def _person(name: str, unit_code: str, tree: Tree) -> str:
    unit = tree.by_code.get(unit_code)
    return f"{name} ({unit.name if unit else unit_code})"


def _person_facts(name: str, unit_code: str, tree: Tree) -> dict[str, str]:
    unit = tree.by_code.get(unit_code)
    return {"name": name, "unit": unit.name if unit else unit_code}


def rows(endings: Endings, tree: Tree) -> Sequence[tuple[str, str, str]]:
    """Every line of the whole list: code, name or title, unit."""
    people = [(each.code, each.name, each.unit_code) for each in endings.people]
    tasks = [(each.code, each.title, ", ".join(each.lead_codes)) for each in endings.tasks]
    return [
        (code, name, tree.by_code[unit].name if unit in tree.by_code else unit)
        for code, name, unit in (*people, *tasks)
    ]
