"""The values of a workbook by python-calamine and its styles by openpyxl: processor time."""

import sys
import time

from benchmarks.measuring import missing, told


def seconds(path: str) -> float:
    """Nobody understands anything of what was read."""
    try:
        from openpyxl import load_workbook
        from python_calamine import CalamineWorkbook
    except ImportError:
        missing("python-calamine: make .venv/bench")
    begun = time.process_time()
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
    load_workbook(path)
    return time.process_time() - begun


if __name__ == "__main__":
    told(seconds(sys.argv[1]))
