"""The tables of the case file hold what the kinds of the domain hold."""

from types import NoneType
from typing import get_args

import pytest

from database.file import MODELS, FileRow
from domain.file.kinds import KINDS

COMMON = set(FileRow.__annotations__) | {"case"}


def test_every_kind_has_a_table() -> None:
    assert MODELS.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_has_a_column_for_each_fact(kind: str) -> None:
    columns = {column.name for column in MODELS[kind].__table__.columns}
    assert columns - COMMON == set(KINDS[kind].model_fields)
    assert not COMMON & set(KINDS[kind].model_fields)


@pytest.mark.parametrize("kind", KINDS)
def test_a_fact_that_may_be_missing_is_the_only_one_that_may_be_null(kind: str) -> None:
    for name, field in KINDS[kind].model_fields.items():
        may_be_missing = NoneType in get_args(field.annotation)
        assert MODELS[kind].__table__.columns[name].nullable is may_be_missing
