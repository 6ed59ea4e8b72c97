"""A built page as the rules read it, and what a rule says when it finds a fault."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag

MOST_SHOWN = 12


@dataclass(frozen=True)
class Finding:
    """A fault: in which file and where, against which rule, what is wrong, how to mend it."""

    file: str
    where: str
    rule: str
    fault: str
    remedy: str

    def __str__(self):
        place = f"{self.file}, {self.where}" if self.where else self.file
        return f"{place}: {self.rule}: {self.fault}. {self.remedy}."


@dataclass(frozen=True)
class Page:
    """One HTML file of a pack: its name in the pack, and its text."""

    name: str
    text: str

    @classmethod
    def read(cls, folder: Path, name: str) -> "Page":
        return cls(name, (folder / name).read_text("utf-8"))

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")

    @cached_property
    def by_id(self) -> dict[str, Tag]:
        return {tag["id"]: tag for tag in self.soup.find_all(id=True)}

    @cached_property
    def texts(self) -> list[Tag]:
        """Everything that holds sentences, from the innermost block."""
        holding = self.soup.find_all(["p", "li", "dd", "figcaption", "caption", "td", "th"])
        return [tag for tag in holding if tag.find(["p", "li", "div"]) is None]

    def fault(self, tag: Tag | None, rule: str, fault: str, remedy: str) -> Finding:
        return Finding(self.name, _place(tag), rule, fault, remedy)


def pages(folder: Path) -> list[Page]:
    """Every HTML file of a pack: the whole first, then the sections."""
    found = sorted(folder.rglob("*.html"), key=lambda path: (path.parent != folder, path.name))
    return [Page.read(folder, path.relative_to(folder).as_posix()) for path in found]


def words(tag: Tag | None) -> str:
    """The words of an element with single spaces, without those of the drawings in it."""
    return " ".join("".join(_texts(tag)).split()) if tag is not None else ""


def _texts(tag: Tag) -> Iterator[str]:
    for child in tag.children:
        if type(child) is NavigableString:
            yield child
        elif isinstance(child, Tag) and child.name not in ("svg", "style"):
            yield from _texts(child)


def bare(name: str) -> str:
    """A measure's name without the unit that tables set behind it; sentences have it elsewhere."""
    return re.sub(r" \([^()]*\)$", "", name)


def short(text: str, most: int = 70) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def told(findings: list[Finding]) -> str:
    """All findings, one a line; the same rule many times is capped and counted."""
    lines, seen = [], {}
    for finding in findings:
        key = (finding.file, finding.rule)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= MOST_SHOWN:
            lines.append(str(finding))
    more = [(key, n - MOST_SHOWN) for key, n in seen.items() if n > MOST_SHOWN]
    lines += [f"{file}: {rule}: and {n} more" for (file, rule), n in more]
    return "\n".join(lines)


def _place(tag: Tag | None) -> str:
    if tag is None:
        return ""
    mark = tag.get("id") or " ".join(tag.get("class", []))
    said = short(words(tag), 50)
    name = re.sub(r"\s+", " ", f"<{tag.name}{' ' + mark if mark else ''}>")
    return f"line {tag.sourceline}, {name}" + (f" “{said}”" if said else "")
