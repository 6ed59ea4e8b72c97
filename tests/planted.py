"""Faults planted one at a time in a copy of what a pack holds, and the rules that find them."""

import re
from dataclasses import dataclass

from gate.page import Page
from panelpack import office


@dataclass(frozen=True)
class Planted:
    """A change of a page's text, once, and the rule that must find it."""

    rule: str
    old: str
    new: str

    def into(self, text):
        text = text.replace("\N{NO-BREAK SPACE}", " ")
        changed, count = re.subn(self.old, self.new, text, count=1, flags=re.DOTALL)
        assert count == 1 and changed != text, f"{self.old!r} is not on the page"
        return changed


def style(rule, css):
    """Something in the style sheet."""
    return Planted(rule, "</style>", css + "</style>")


def main(rule, markup):
    """Something at the end of the main part."""
    return Planted(rule, r"</main>", markup + "</main>")


def said(rule, words):
    """A paragraph more, as the page sets its paragraphs."""
    return main(rule, f'<p class="pp-prose">{words}</p>')


def spoilt(page, planted):
    return Page(page.name, planted.into(page.text))


def without_charts(page):
    """A page without its charts: what is planted in its words is found as well, but sooner."""
    return Page(page.name, re.sub(r"(?s)<figure.*?</figure>", "", page.text))


def exchanged(content, part, old, new):
    """An office file with one place of one part changed, or with a part of its own."""
    files = office.members(content)
    if old is None:
        files[part] = new.encode()
    else:
        text = files[part].decode().replace("\N{NO-BREAK SPACE}", " ")
        assert old in text, old
        files[part] = text.replace(old, new, 1).encode()
    return office.packed(files)


def rules(findings):
    return {finding.rule for finding in findings}
