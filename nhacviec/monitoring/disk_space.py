"""How much room is left on the disk that the files go to."""

import shutil
from pathlib import Path

from domain.messaging.health_findings import What
from domain.messaging.messages import Facts

LEAST_BYTES = 500 * 2**20


def left(wanted: Path) -> int:
    """Bytes, also before there is such a folder."""
    place = wanted.absolute()
    folder = next(each for each in (place, *place.parents) if each.exists())
    return shutil.disk_usage(folder).free


def sense(*places: Path) -> dict[What, Facts]:
    """What an auditor finds there."""
    free = min(left(each) for each in places)
    return {What.DISK: {"free_mb": free // 2**20}} if free < LEAST_BYTES else {}
