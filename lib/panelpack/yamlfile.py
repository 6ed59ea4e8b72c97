"""Read YAML strictly: every mistake is one sentence with file and line.

Scalars are read as text and typed by the model that receives them, so `07` stays `07` and `no`
stays `no`. Unknown keys, repeated keys, wrong types and aliases are errors; nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from panelpack.errors import DataError

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Place = tuple[str | int, ...]

# What a reader of the file can do about a fault that the parser or the model finds.
_SYNTAX = (
    ("tab character", "indent with spaces, not with a tab"),
    (
        "cannot start any token",
        "indent with spaces, not with a tab, and put text that begins with a sign like % in quotes",
    ),
    (
        "mapping values are not allowed",
        "begin each key in the column of its neighbours, and put text that holds a colon in quotes",
    ),
    ("", "look here and in the line before: the keys of one block begin in the same column"),
)
_LONGEST_SHOWN = 80
_WANTED = {
    "int_parsing": "write a whole number in digits",
    "float_parsing": "write a number in digits",
    "greater_than": "write a number above {gt:g}",
    "literal_error": "write {expected}",
    "string_type": "write plain text",
    "tuple_type": "write a list, like [this, that]",
    "dict_type": "write keys with values below it",
    "model_type": "write keys with values below it",
}


class Strict(BaseModel):
    """A frozen model that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _written_out(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("write a day like 2014-09-29")
    return value


# A bare number is a moment in seconds to pydantic: `cleared_on: 0` would be a day of 1970.
Day = Annotated[date, BeforeValidator(_written_out)]


Model = TypeVar("Model", bound=Strict)


class YamlFile:
    """One parsed file: `value` in plain Python, and the line of every key in it."""

    def __init__(self, path: Path, shown_as: str):
        self.path = path
        self.shown_as = shown_as
        self._lines: dict[Place, int] = {}
        self.value = self._read()

    def _read(self) -> Any:
        try:
            text = self.path.read_text(encoding="utf-8-sig")
            for event in yaml.parse(text, Loader=_LOADER):
                if isinstance(event, yaml.AliasEvent):
                    self._stop(event.start_mark.line + 1, "aliases (*name) are not allowed here")
            node = yaml.compose(text, Loader=_LOADER)
        except FileNotFoundError:
            raise DataError(f"{self.shown_as}: there is no such file") from None
        except UnicodeDecodeError as error:
            raise DataError(f"{self.shown_as}: is not UTF-8 text ({error.reason})") from None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self._stop(mark.line + 1 if mark else 1, f"is not YAML: {_problem(error)}")
        return {} if node is None else self._value(node, ())

    def _value(self, node: yaml.Node, place: Place) -> Any:
        self._lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*place, i)) for i, item in enumerate(node.value)]
        return node.value or None

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = key_node.value, key_node.start_mark.line + 1
            if not isinstance(key, str):
                self._stop(line, "a key must be plain text")
            if key in found:
                first = self._lines[(*place, key)]
                self._stop(line, f"key {key!r} is repeated (first in line {first})")
            self._lines[(*place, key)] = line
            found[key] = self._value(value_node, (*place, key))
        return found

    def line(self, place: Place) -> int:
        """Return the line of a place, or of the nearest thing around it."""
        while place not in self._lines and place:
            place = place[:-1]
        return self._lines.get(place, 1)

    def fail(self, place: Place, message: str) -> None:
        """Raise the DataError for a fault at `place`, a path of keys and list indexes."""
        self._stop(self.line(place), message)

    def _stop(self, line: int, message: str) -> None:
        raise DataError(f"{self.shown_as}, line {line}: {message}")

    def bind(self, model: type[Model], value: Any = None) -> Model:
        """Return the file as `model`; raise one DataError listing every fault."""
        try:
            return model.model_validate(self.value if value is None else value)
        except ValidationError as error:
            faults = [self._say(model, fault) for fault in error.errors()]
            raise DataError("\n".join(dict.fromkeys(faults))) from None

    def _say(self, model: type[Model], fault: dict[str, Any]) -> str:
        place: Place = tuple(fault["loc"])
        where = f"{self.shown_as}, line {self.line(place)}: "
        inside = f" in {'.'.join(map(str, place[:-1]))}" if place[:-1] else ""
        key = place[-1] if place else ""
        if fault["type"] == "extra_forbidden":
            return f"{where}unknown key {key!r}{inside}{_suggest(model, place)}"
        if fault["type"] == "missing":
            return f"{where}key {key!r} is missing{inside}"
        if fault.get("input") is None:
            return f"{where}{key!r} has no value{inside}"
        message = fault["msg"].removeprefix("Value error, ")
        if fault["type"] in _WANTED:
            message = _WANTED[fault["type"]].format(**fault.get("ctx", {}))
        found = repr(fault["input"])
        shown = f"{found} " if len(found) <= _LONGEST_SHOWN else ""
        return f"{where}{key}: {shown}is wrong{inside}: {message}"


def _suggest(model: type[Strict], place: Place) -> str:
    for part in place[:-1]:
        model = _submodel(model, part)
    known = list(model.model_fields)
    close = get_close_matches(str(place[-1]), known, 1)
    return f"; did you mean {close[0]!r}?" if close else f"; known keys: {', '.join(known)}"


def _submodel(model: type[Strict], part: str | int) -> type[Strict]:
    """Follow one step of a place: a field, or (for lists and mappings) stay on the item model."""
    field = model.model_fields.get(part) if isinstance(part, str) else None
    if field is None:
        return model
    found = [field.annotation]
    while found:
        kind = found.pop()
        if isinstance(kind, type) and issubclass(kind, Strict):
            return kind
        found += getattr(kind, "__args__", ())
    return model


def _problem(error: yaml.YAMLError) -> str:
    found = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"{found}; {next(remedy for sign, remedy in _SYNTAX if sign in found)}"
