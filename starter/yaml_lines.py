"""Read text and YAML that people wrote; a fault can be named with its line."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from starter.files import read_text

# The database takes no NUL, and YAML none of the others.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class _Texts(RoundTripConstructor):
    """Leaves dates and instants as they are written: models read them, zone and all."""


_Texts.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda constructor, node: constructor.construct_scalar(node)
)


def text_of(file: Path, wrong: type[Exception]) -> str:
    """Return the text of a file; what keeps it from being read is raised as ``wrong``."""
    try:
        text = read_text(file)
    except FileNotFoundError:
        raise wrong(f"{file}: there is no such file") from None
    except OSError as error:
        raise wrong(f"{file}: it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise wrong(f"{file}: this is not UTF-8 text") from None
    if odd := CONTROL.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        code = f"U+{ord(odd[0]):04X}"
        raise wrong(f"{file}:{line}: holds the control character {code}; take it out")
    return text


def loaded(file: Path, wrong: type[Exception]) -> Any:
    """Return what a YAML file holds, which remembers its lines; a fault is raised as ``wrong``."""
    loader = YAML(typ="rt")
    loader.Constructor = _Texts
    try:
        return loader.load(text_of(file, wrong))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise wrong(f"{file}:{line}: this is not YAML: {error.problem}") from None
    except YAMLError:  # a character that no YAML file may hold
        raise wrong(f"{file}: this is not YAML") from None


def plain(value: Any) -> Any:
    """Return what was loaded as dicts and lists."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(inner) for inner in value]
    return value


def line_of(raw: Any, path: Sequence[Any]) -> int:
    """Return the line of a place in a loaded file; the nearest enclosing one where it is absent."""
    line, here = 1, raw
    for part in path:
        marks = getattr(here, "lc", None)
        if marks is None:
            break
        try:
            line = (marks.key(part) if isinstance(here, Mapping) else marks.item(part))[0] + 1
            here = here[part]
        except (KeyError, IndexError, TypeError):
            break
    return line
