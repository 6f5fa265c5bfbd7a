"""What the service does not load before somebody wants it."""

import subprocess
import sys

import pytest

OFFICE = ("docx", "docxtpl", "fpdf", "icalendar", "matplotlib", "openpyxl", "rapidfuzz", "segno")
LATER = ("alembic", "sqlmodel", "xlsxwriter", *OFFICE)


@pytest.mark.parametrize("module", ["nhacviec.runtime.run", "nhacviec.cli.app"])
def test_the_office_libraries_are_loaded_when_first_used(module: str) -> None:
    asked = f"import sys, {module}; print(*(name for name in {LATER} if name in sys.modules))"
    told = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, timeout=120, check=True
    )
    assert told.stdout.split() == []
