"""`python -m storage.tables.models`: writes down the columns of the models for the program."""

from storage.tables.core import FILE, written
from storage.tables.models import MODELS

FILE.write_text(written(MODELS), encoding="utf-8")
