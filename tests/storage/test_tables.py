"""The tables of the program are those of the models, column for column."""

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from storage.engine import sequences
from storage.tables import METADATA, core
from storage.tables.models import MODELS


def test_the_list_of_columns_is_that_of_the_models() -> None:
    listed = core.FILE.read_text(encoding="utf-8")
    assert listed == core.written(MODELS), "make it anew: python -m storage.tables.models"
    assert core.written(METADATA) == listed


def test_every_table_of_the_models_is_there_with_its_order() -> None:
    assert METADATA.tables.keys() == MODELS.tables.keys()
    for name, made in METADATA.tables.items():
        assert made.c.keys() == MODELS.tables[name].c.keys(), name
        assert made.primary_key.columns.keys() == MODELS.tables[name].primary_key.columns.keys()


def test_the_same_tables_count_on_beyond_what_was_deleted() -> None:
    expected = [
        name
        for name, table in MODELS.tables.items()
        if table.dialect_options["sqlite"].get("autoincrement")
    ]
    assert len(expected) > 30
    assert sorted(each.name for each in sequences.numbered()) == sorted(expected)


def test_a_default_without_a_name_is_not_lost_in_silence() -> None:
    table = Table("t", MetaData(), Column("id", Integer, default=17))
    with pytest.raises(ValueError, match=r"t\.id"):
        core.written(table.metadata)
