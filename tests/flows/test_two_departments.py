"""Two departments in one installation: nobody sees or is told anything of the other."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.doors import COMMANDS
from domain.imports import AssignmentLine
from storage import officials, plans, units
from storage.database import Database
from tests import department
from tests.flows.world import Phone, World

MARK = "KHOLANH"  # in every name, code and title of the other department
NAMES = [each.name for each in (*department.UNITS[2:], *department.OFFICIALS)]
UNITS = tuple(
    replace(
        each,
        code=f"{each.code}_{MARK}",
        name=f"{each.name} {MARK}",
        parent_code=f"{each.parent_code}_{MARK}" if each.parent_code else None,
    )
    for each in department.UNITS
)
OFFICIALS = tuple(
    replace(
        each,
        code=f"{each.code}_{MARK}",
        name=f"{each.name} {MARK}",
        phone=each.phone.replace("+8450", "+8459"),
        unit_code=f"{each.unit_code}_{MARK}",
    )
    for each in department.OFFICIALS
)
TASKS = tuple(
    replace(
        each,
        code=f"{MARK}-{each.code}",
        title=f"{each.title} {MARK}",
        lead_codes=tuple(f"{unit}_{MARK}" for unit in each.lead_codes),
        coordinating_codes=tuple(f"{unit}_{MARK}" for unit in each.coordinating_codes),
    )
    for each in department.TASKS
)
GIVEN = tuple(
    AssignmentLine(
        f"{MARK}-{each.task_code}", f"{each.unit_code}_{MARK}", f"{each.official_code}_{MARK}"
    )
    for each in department.ASSIGNMENTS
)


@pytest.fixture
async def world(sqlite: Database, tmp_path: Path) -> World:
    world = await World.create(sqlite, tmp_path)
    now = world.clock()
    async with sqlite.begin() as tx:
        await units.save(tx, (*department.UNITS, *UNITS), now)
        await officials.save(tx, (*department.OFFICIALS, *OFFICIALS), now)
        root = (await units.tree(tx)).by_code[f"LD_{MARK}"]
        await plans.save(
            tx, root_unit_id=root.id, lines=TASKS, source="t", content_hash="", now=now
        )
        await plans.save_assignments(tx, GIVEN, now)
    await world.service.keep_house()
    return world


async def phones(world: World) -> list[Phone]:
    """Of the leaders, the Office, a head and an official, here and there."""
    people = [
        each
        for each in (*department.OFFICIALS, *OFFICIALS)
        if each.code.split("_")[0] in {"GD", "PGD", "CVP", "MAI", "HAI", "LAN"}
    ]
    return [await world.phone(each.code) for each in people]


def foreign(phone: Phone) -> list[str]:
    """What this person was shown of the other department."""
    theirs = phone.address.endswith(MARK)
    said = [
        line
        for message in phone.messages
        for line in (*message.text.split("\n"), *(button.label for button in message.buttons))
    ]
    if theirs:
        return [line for line in said if any(each in line for each in NAMES) and MARK not in line]
    return [line for line in said if MARK in line]


async def test_a_month_and_every_command_show_only_the_own_department(world: World) -> None:
    everybody = await phones(world)
    await world.until("2025-10-29 08:31")
    for phone in everybody:
        for command in COMMANDS:
            await phone.writes(command)
    assert all(phone.messages for phone in everybody)
    leaks = {phone.address: foreign(phone)[:3] for phone in everybody if foreign(phone)}
    assert leaks == {}
