"""The keys of a file as its model declares them: name, type, default and meaning of each."""

import types
import typing
from collections.abc import Iterator
from datetime import date
from importlib import import_module

from pydantic.fields import FieldInfo
from sphinx.pycode import ModuleAnalyzer

from panelpack.yamlfile import Strict

_NAMES = {str: "text", int: "whole number", float: "number", bool: "yes or no", date: "day"}


def model_named(place: str) -> type[Strict]:
    """Return the model that `module:Class` names."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def meanings(model: type[Strict]) -> dict[str, str]:
    """Return what the docstring under each key of a model says."""
    documented = ModuleAnalyzer.for_module(model.__module__).find_attr_docs()
    return {
        key: " ".join(" ".join(documented.get((model.__name__, key), ())).split())
        for key in model.model_fields
    }


def written(place: str) -> Iterator[str]:
    """Give the Markdown of one model's keys."""
    model = model_named(place)
    told = meanings(model)
    for key, field in model.model_fields.items():
        yield from (f"`{key}`", f": {said(told[key])}")
        yield from (f"  *{type_of(field.annotation)}; {_default(field)}*", "")


def said(text: str) -> str:
    """Return a docstring as Markdown: braces and underscores are no marks in it."""
    return text.replace("{", "\\{").replace("}", "\\}")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ("", (), {}):
        return "may be left out"
    return f"{value} where it is left out" if not isinstance(value, str) else f"else `{value}`"


def type_of(annotation) -> str:
    """Return a type in a reader's words.

    >>> type_of(tuple[str, ...]), type_of(dict[str, int]), type_of(str | None)
    ('list of text', 'block of whole number by name', 'text')
    """
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return type_of(arguments[0])
    if origin is typing.Literal:
        return f"one of {', '.join(f'`{a}`' for a in arguments)}"
    if origin in (typing.Union, types.UnionType):
        return type_of(next(a for a in arguments if a is not type(None)))
    if origin is tuple:
        return f"list of {type_of(arguments[0])}"
    if origin is dict:
        return f"block of {type_of(arguments[1])} by name"
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        return f"[{annotation.__name__.lower()}](#{annotation.__name__.lower()})"
    return _NAMES.get(annotation, "anything")
