"""A small workbook in which every text that its plan, partners and office can write is hostile."""

import re
import shutil
from itertools import cycle

import yaml

import hostile_text
import tiny_workbook
from conftest import REPOSITORY, seal

QUARTER = "2014-15-q1"
PAGES = ("summary", "covering-report", "appendix-a", "changes")
SHOWN = ("headline()", "assessments()", 'control_chart("thefts")', 'year_on_year("thefts")',
         'rolling("thefts")', 'prediction("thefts")', "table()", "gaps()", "commentary()",
         "sources()")  # fmt: skip
PLAIN = [words for words in hostile_text.ALL if words.isprintable() and words.strip() == words]
"""Those that YAML and a return may hold: what steers a screen is refused where it is read."""


def write(folder):
    """Write the workbook and return it; all that partners sent is cleared."""
    tiny_workbook.write(folder)
    _plan(folder)
    _return(folder)
    _commentary(folder)
    for page in PAGES:
        shutil.copy(REPOSITORY / f"notebooks/{page}.ipynb", folder / "notebooks")
    shutil.copytree(REPOSITORY / "data/reference", folder / "data/reference")
    opened = 'import panelpack\n\nsection = panelpack.open("one", quarter, audience, as_at)\n'
    cells = [f"{opened}section.title()", *(f"section.{call}" for call in SHOWN)]
    tiny_workbook.write_notebook(folder, "one", *cells)
    return folder


def _plan(folder):
    more = cycle(PLAIN)
    plan = yaml.load(tiny_workbook.PLAN, yaml.BaseLoader)
    for key in ("title", "commissioner", "office", "panel", "area", "contact"):
        plan[key] = next(more)
    plan["partners"]["force"] = {"name": next(more), "board": next(more)}
    plan["order"] = [*PAGES[:2], "one", *PAGES[2:]]
    _dump(folder / "params/plan.yaml", plan)
    priority = yaml.load(tiny_workbook.PRIORITY, yaml.BaseLoader)
    for key in ("title", "short", "aim", "owner"):
        priority[key] = next(more)
    priority["panels"][0]["title"] = next(more)
    for key in ("title", "name", "unit", "why", "definition"):
        priority["measures"]["thefts"][key] = next(more)
    told = dict(priority["measures"]["thefts"])
    priority["measures"]["told"] = told | {"kind": "text", "title": next(more), "name": next(more)}
    priority["panels"][0]["rows"].append("told")
    _dump(folder / "params/priorities/one.yaml", priority)
    quarter = yaml.load(tiny_workbook.QUARTER, yaml.BaseLoader)
    quarter |= {"meeting_title": next(more), "item": next(more)}
    _dump(folder / "params/quarters/2014-15-q1.yaml", quarter)


def _return(folder):
    version = folder / "data/returns/2014-15-q1/force/v1"
    board = yaml.safe_load((folder / "params/plan.yaml").read_text("utf-8"))
    head = {
        "partner": "force",
        "quarter": QUARTER,
        "submitted": {"on": "2014-07-20", "by": PLAIN[0]},
        "board": board["partners"]["force"]["board"],
        "comments": [
            {"text": words, **about}
            for words in PLAIN
            if not words.startswith("=")  # refused where it is read
            for about in ({"panels": ["P1"]}, {"measures": ["thefts"]})
        ],
        "gaps": {"thefts": {"reason": PLAIN[1], "awaits": PLAIN[2]}},
    }
    _dump(version / "return.yaml", head)
    rows = [f"{y}-{y - 1999:02}-q{q}" for y in range(2009, 2014) for q in (1, 2, 3, 4)]
    lines = [f"thefts,,{period},{80 + n % 7},,,supplied," for n, period in enumerate(rows)]
    lines.append("thefts,,2014-15-q1,,,,in_development," + _quoted(PLAIN[0]))
    lines.append("told,,2014-15-q1,,,,supplied," + _quoted("+cmd|' /C calc'!A0 " + PLAIN[1]))
    head = "measure,area,period,value,numerator,base,status,note"
    (version / "values.csv").write_text("\n".join([head, *lines, ""]), "utf-8")
    seal(version)


def _commentary(folder):
    path = folder / "data/commentary" / QUARTER / "one.md"
    path.parent.mkdir(parents=True)
    # A figure that is typed by hand would stop the build.
    typed = [re.sub(r"\d", "", words) for words in PLAIN if not set("`{}") & set(words)]
    code = [f"`{words}`" for words in typed]
    path.write_text("\n\n".join([*code, "{{ told.note }}", "{{ thefts.board }}"]), "utf-8")


def _quoted(words):
    return '"' + words.replace('"', '""') + '"'


def _dump(path, said):
    path.write_text(yaml.safe_dump(said, allow_unicode=False), "utf-8")
