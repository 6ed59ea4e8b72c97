"""`datapackage.json`: a Frictionless description that tells of each table what it is."""

import csv
import hashlib
import io
import json
import re
from calendar import month_name
from pathlib import Path

from gate.leftovers import ALL, remarks
from gate.page import Finding, Page, short, words
from panelpack.pack.fields import DASHBOARD, MEASURES

BUILD = "Build the pack anew"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
DIGEST = re.compile(r"(?:sha256:)?[0-9a-f]{64}")
PACKAGE = {"contributors", "created", "description", "licenses", "name", "profile", "resources"}
PACKAGE |= {"title"}
# What is the same in every pack (Frictionless Data: Tabular Data Package, Tabular Data Resource).
ALWAYS = {
    "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv",
    "encoding": "utf-8", "dialect": {"lineTerminator": "\n"},
}  # fmt: skip
MONTHS = list(month_name)
FIELDS = {"measures.csv": MEASURES, "dashboard.csv": DASHBOARD}
LICENCE = "Open Government Licence v3.0", "licence/version/3/", "OGL-UK-3.0"


def check(folder: Path, whole: Page | None) -> list[Finding]:
    """All faults of the description; with the whole page also what disagrees with it."""
    return list(_description(folder, whole))


def _description(folder: Path, whole: Page | None):
    """The description names each table, its size, digest and every column, with words."""
    name = "tables/datapackage.json"
    try:
        told = json.loads((folder / name).read_text("utf-8"))
    except (OSError, ValueError) as error:
        yield Finding(name, "", "description", f"it can't be read: {error}", BUILD)
        return
    if fault := _unlike(told):
        yield Finding(name, "", "description", fault, BUILD)
        return
    paths = {each.get("path") for each in told["resources"]}
    there = {path.name for path in folder.glob("tables/*.csv")}
    if paths != there:
        fault = f"it describes {sorted(map(str, paths))}, the folder holds {sorted(there)}"
        yield Finding(name, "", "description", fault, BUILD)
    for each in told["resources"]:
        if each.get("path") in there:
            yield from _resource(folder, name, each)
    for said in texts(told):
        yield from remarks(name, "", said, ALL)
    page = words(whole.soup.find("header")) + words(whole.soup.find("footer")) if whole else ""
    for each in told["contributors"] if whole else ():
        if each.get("title", "") not in page:
            fault = f"{each.get('title')!r} is no office that the page names"
            yield Finding(name, "", "maker", fault, "Name the office, never a person")
    yield from _quarter(name, told.get("title", ""), whole)
    yield from _facts(name, told, whole) if whole else ()


def _unlike(told: dict) -> str:
    """What a description has more or less than a tabular data package of the project has."""
    if missing := sorted(PACKAGE - told.keys()):
        return f"it has no {', '.join(missing)}"
    if extra := sorted(told.keys() - PACKAGE - {"sources"}):
        return f"it also tells {', '.join(extra)}"
    is_listed = isinstance(told["resources"], list) and told["resources"]
    if not is_listed or not all(isinstance(each, dict) for each in told["resources"]):
        return "its resources are no list of tables"
    return ""


def _resource(folder: Path, name: str, each: dict):
    content = (folder / "tables" / each["path"]).read_bytes()
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    if each.get("bytes") != len(content) or each.get("hash") != digest:
        yield Finding(name, each["path"], "description", "size or digest is another's", BUILD)
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8", "replace")))
    fields = each.get("schema", {}).get("fields", [])
    if [field.get("name") for field in fields] != head:
        yield Finding(name, each["path"], "description", "its columns are others", BUILD)
        return
    wrong = [key for key, value in ALWAYS.items() if each.get(key) != value]
    wrong += ["missingValues"] if each.get("schema", {}).get("missingValues") != [""] else []
    for key in wrong:
        yield Finding(name, each["path"], "description", f"its {key} is not as it is", BUILD)
    for field in fields:
        yield from _field(name, field, FIELDS.get(each["path"], {}).get(field["name"]))
    for place, field in enumerate(fields):
        if not field.get("description") or not field.get("title"):
            yield Finding(name, field["name"], "description", "no words for it", "Describe it")
        cells = [row[place] for row in rows if len(row) > place and row[place]]
        if field.get("type") in ("number", "integer") and not all(map(NUMBER.fullmatch, cells)):
            yield Finding(name, field["name"], "description", "it holds words", "Call it a string")


def _field(name: str, field: dict, known):
    """A column is of the type, the words and the values that the project gives it."""
    told = (field.get("title"), field.get("description"), field.get("type"))
    only = tuple(field.get("constraints", {}).get("enum", ()))
    if known is None or (*told, only) != (known.title, known.description, known.type, known.only):
        yield Finding(name, field["name"], "description", "it is told as another column", BUILD)


def _facts(name: str, told: dict, whole: Page):
    """Months, office, day and licence are those that the page tells."""
    foot = {words(dt): words(dt.find_next("dd")) for dt in whole.soup.select("footer dt")}
    wrong = []
    for months in re.findall(r"[A-Z][a-z]+ to [A-Z][a-z]+ \d{4}", told["description"]):
        wrong += [months] if months != foot.get("Period covered") else []
    sources = [each.get("title", "") for each in told.get("sources", [])]
    if foot.get("Office", "") not in " ".join(sources):
        wrong.append(" ".join(sources))
    day, month, year = (foot.get("Figures as known on") or "0  0").split(" ")
    if told["created"] != f"{year}-{MONTHS.index(month):02}-{int(day):02}T00:00:00Z":
        wrong.append(told["created"])
    licence = str(told["licenses"])
    wrong += [licence] if not all(part in licence for part in LICENCE) else []
    quarter = re.search(r"Quarter (\d) (\d{4})/(\d{2})", foot.get("Quarter", ""))
    own = f"-{quarter[2]}-{quarter[3]}-q{quarter[1]}-" if quarter else ""
    wrong += [told["name"]] if own not in told["name"] else []
    for each in wrong:
        fault = f"{short(each)!r} is not as the page has it"
        yield Finding(name, "", "description", fault, BUILD)


def texts(told):
    """Every name and text in a JSON document, but for the digests."""
    if isinstance(told, dict):
        for name, value in told.items():
            yield from (name, *texts(value))
    elif isinstance(told, list):
        for value in told:
            yield from texts(value)
    elif isinstance(told, str) and not DIGEST.fullmatch(told):
        yield told


def _quarter(name: str, title: str, whole: Page | None):
    head = words(whole.soup.find("header")) if whole is not None else ""
    told = re.search(r"Quarter [1-4] \d{4}/\d{2}", head)
    if told and told[0] not in title:
        yield Finding(name, "", "title", f"{title!r} is not of {told[0]}", BUILD)
