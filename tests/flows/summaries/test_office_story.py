"""From /summary to the finished draft on a phone: two acts of the Office, counted."""

import io
from typing import Any

from docx import Document

from tests.flows.assignments.test_assigning import read
from tests.flows.world import Phone, World

SECONDS_AN_ACT = 30
"""What an official of 55 takes at most to type a command or to press a button, reading included."""


class Counted:
    """A phone whose acts are counted: messages written and buttons pressed."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.acts = 0

    async def writes(self, text: str) -> None:
        self.acts += 1
        await self.phone.writes(text)

    async def taps(self, label: str) -> None:
        self.acts += 1
        await self.phone.taps(label)


async def test_two_acts_bring_the_draft_as_a_file(editing_world: World) -> None:
    office = await editing_world.phone("MAI")
    await editing_world.until("2025-10-20 09:00")
    read(office)
    hand = Counted(office)
    await hand.writes("/summary")
    assert office.messages[office.seen + 1].file[1].startswith(b"\x89PNG")
    await hand.taps("Báo cáo Word")
    name, content = office.messages[-1].file
    assert name.startswith("DỰ THẢO")
    draft: Any = Document(io.BytesIO(content))
    assert any("BÁO CÁO" in each.text for each in draft.paragraphs)
    assert hand.acts == 2
    assert hand.acts * SECONDS_AN_ACT <= 120


async def test_three_acts_bring_it_where_files_come_by_link(world: World) -> None:
    """Without files in the messenger the third act is opening the link."""
    office = await world.phone("MAI")
    await world.until("2025-10-20 09:00")
    read(office)
    hand = Counted(office)
    await hand.writes("/summary")
    await hand.taps("Báo cáo Word")
    token = office.messages[-1].text.split("http://127.0.0.1/f/")[1].split("/")[0]
    hand.acts += 1
    wanted, archive = world.links.wanted(token), world.service.outbound.composer.archive
    assert wanted is not None
    assert archive is not None
    assert Document(io.BytesIO(await archive.make(wanted))).paragraphs
    assert hand.acts * SECONDS_AN_ACT <= 120
