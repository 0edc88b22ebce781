"""Every effect that a workflow may collect has its one writer."""

import ast
import inspect
from typing import get_args

from activities.effects.every import Effect
from activities.writers import by_effect

CONTRACT = get_args(get_args(Effect)[0])


def test_each_effect_has_one_writer() -> None:
    assert set(by_effect.WRITERS) == set(CONTRACT)
    writers = list(by_effect.WRITERS.values())
    assert len(writers) == len(set(writers))


def test_each_effect_stands_once_in_the_mapping() -> None:
    """A key that stands twice would silently take the later writer."""
    (mapping,) = (
        node
        for node in ast.walk(ast.parse(inspect.getsource(by_effect)))
        if isinstance(node, ast.Dict)
    )

    assert len(mapping.keys) == len(CONTRACT)


def test_each_writer_takes_the_effect_that_it_is_declared_for() -> None:
    for effect, writer in by_effect.WRITERS.items():
        taken, *_ = inspect.signature(writer, eval_str=True).parameters.values()
        assert taken.annotation is effect, f"{writer.__module__}.{writer.__name__}"


def test_each_effect_has_a_tag_of_its_own() -> None:
    tags = [effect.model_fields["effect"].default for effect in CONTRACT]

    assert len(tags) == len(set(tags))
