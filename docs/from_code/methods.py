"""What a section can show, method by method, from the classes that it is made of."""

import inspect
from collections.abc import Iterator

from panelpack.section import Section


def written() -> Iterator[str]:
    """Give the methods of a section, by the part that holds them, what all share first."""
    for part in reversed(Section.__mro__[:-1]):
        if found := list(_public(part)):
            yield from (f"### {part.__name__}", "", inspect.getdoc(part).splitlines()[0], "")
            for name, method in found:
                yield from _one(name, method)


def _public(part: type) -> Iterator[tuple]:
    for name, found in vars(part).items():
        if inspect.isfunction(found) and not name.startswith("_"):
            yield name, found


def _one(name: str, method) -> Iterator[str]:
    given = list(inspect.signature(method).parameters.values())[1:]
    called = ", ".join(str(p.replace(annotation=p.empty)) for p in given)
    said = " ".join(inspect.getdoc(method).split())
    yield from (f"`section.{name}({called})`", f": {said}", "")
