"""The workbook of this repository with every kind of withheld content in it, to vary at will.

`write(folder, secret)` writes returns and commentary of which the public may see the same,
whatever `secret` gives: a function of a name and the range of a number, or of a name alone for
words. What is published (totals, other returns, other paragraphs) is fixed.
"""

import re
import shutil

import nbformat
import yaml

from conftest import REPOSITORY, seal, unseal

QUARTER = "2014-15-q1"
PRIORITIES = ("sp01", "sp02", "sp04", "sp05", "sp10", "sp12", "sp13", "sp16", "sp17")
PAGES = ("summary", "covering-report", "csp", "appendix-a", "changes")
SECTIONS = ("sp02", "sp04", "sp12", "sp17", *PAGES)
# What a notebook can show of a partner's own series.
KEPT = re.compile(
    r"section\.(title|headline|assessments|control_chart|year_on_year|rolling|prediction|table|gaps|"
    r"commentary|sources)\b"
)
COLUMNS = "measure,area,period,value,numerator,base,status,note"
HEADS = {
    "force": ("Leicestershire Police chief officer team", "2014-07-20"),
    "reducing-reoffending": ("Reducing Re-offending Board", "2014-09-10"),
    "supporting-families": ("Supporting families programme boards", "2014-09-29"),
    "missing-people": ("Leicestershire Police chief officer team", "2014-09-29"),
    "mental-health": ("Mental Health Partnership Board", "2014-10-20"),
    "youth-offending": ("Youth Offending Management Board", "2014-09-20"),
    "councils": ("Community safety performance leads", "2014-09-20"),
    "opcc-survey": ("OPCC senior management team", "2014-09-20"),
}
# Partners whose single return is kept back, each for a reason of its own (see `write`).
KEPT_BACK = {
    "councils": "sp05_awareness",
    "youth-offending": "sp01_first_time_entrants",
    "opcc-survey": "sp10_confidence",
    "mental-health": "sp16_framework",
}
AREAS = ("Blaby", "Charnwood", "Melton", "Rutland")


def copy(folder):
    """Write a cut of the repository's workbook into a new folder: fewer priorities, as they are."""
    for part in ("params", "data", "notebooks"):
        shutil.copytree(REPOSITORY / part, folder / part)
    shutil.rmtree(folder / "data/returns")
    shutil.rmtree(folder / "data/commentary" / QUARTER)
    (folder / "data/commentary" / QUARTER).mkdir()
    plan = folder / "params/plan.yaml"
    said = yaml.load(plan.read_text("utf-8"), yaml.BaseLoader)
    said["order"] = [*PAGES[:2], *PRIORITIES, *PAGES[2:]]
    said["partnerships"] = ["sp12_street"]
    plan.write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
    for path in (folder / "params/priorities").glob("*.yaml"):
        if path.stem not in PRIORITIES:
            path.unlink()
    path = next((folder / "notebooks").glob("sp12-*.ipynb"))
    notebook = nbformat.read(path, as_version=4)
    # A partner's own series is charted, summed and predicted, with its gaps.
    notebook.cells = [
        c for c in notebook.cells if "section." not in c.source or KEPT.search(c.source)
    ]
    for cell in notebook.cells:
        cell.source = cell.source.replace('"sp12_recorded"', '"sp12_level"')
    nbformat.write(notebook, path)
    return folder


def write(folder, secret):
    """Write returns and commentary; see the module."""
    _burglary(folder, secret)
    _correction(folder, secret)
    _families(folder, secret)
    _withdrawn(folder, secret)
    _single(folder, secret)
    _earlier(folder, secret)
    _commentary(folder, secret)


def _burglary(folder, secret):
    """Cleared, with small numbers in areas and in a quarter of its series."""
    quarters = {
        f"{y}-{y - 1999:02}-q{q}": 800 + 37 * ((y * 4 + q * 7) % 11)
        for y in range(2009, 2014) for q in (1, 2, 3, 4)
    }  # fmt: skip
    small = secret("small", 1, 4)
    quarters["2012-13-q3"] = small
    quarters["2012-13-q1"] = 830 - small
    quarters["2013-14-q1"] = 803
    del quarters["2013-14-q4"]  # awaits its board, see `_earlier`
    rows = [f"sp12_level,,{period},{n},,,supplied," for period, n in quarters.items()]
    year = sum(n for period, n in quarters.items() if period.startswith("2012-13"))
    rows += [f"sp12_level,,2012-13,{year},,,supplied,", "sp12_level,,2014-15-q1,930,,,supplied,"]
    area = secret("small area", 1, 4)
    parts = zip(AREAS, (area, 300 - area, 330, 300), strict=True)
    rows += [f"sp12_level,{name},2014-15-q1,{n},,,supplied," for name, n in parts]
    base = secret("base", 40, 900)
    few = secret("few", 1, 4)
    share = f"{100 * (base - few) / base:.1f}"
    note = secret("note")
    rows += [f'sp12_satisfaction,,2014-15-q1,{share},{base - few},{base},supplied,"{note}"']
    words = f"PC Smith {secret('note on somebody')}"
    rows += [f'sp12_outcome,,2014-15-q1,,,,in_development,"{words}"']
    rows += ["sp13_level,,2014-15-q1,1021,,,supplied,", "sp13_level,,2013-14-q1,1068,,,supplied,"]
    comments = [
        {"measures": ["sp13_level"], "text": "Counted by the date of recording."},
        {"measures": ["sp12_satisfaction"], "text": secret("comment on a small number")},
        {"panels": ["SP12"], "text": secret("comment on its panel")},
        {"panels": ["SP13"], "text": f"PC Smith {secret('comment on somebody')}"},
    ]
    _cleared(_return(folder, "force", rows, comments=comments), on="2014-09-29")


def _cleared(version, **words):
    """Clear a version, the record saying other `words` than usual; return the record's place."""
    seal(version)
    record = version.parent / f"clearances/{version.name}-1.yaml"
    record.write_text(yaml.safe_dump(yaml.safe_load(record.read_text()) | words))
    return record


def _correction(folder, secret):
    """A first version that was cleared, and corrections that were not."""
    seal(_return(folder, "reducing-reoffending", ["sp02_offending,,2014-15-q1,38,,,supplied,"]))
    rows = [
        f"sp02_offending,,2014-15-q1,{secret('offending', 0, 9999)},,,supplied,{secret('note 2')}",
        f"sp02_offending,,2013-14-q1,{secret('offending before', 1, 9999)},,,supplied,",
        *_share("sp02_reoffending", "2014-15-q1", secret),
        *[r for r in _share("sp02_reoffending", "2013-14-q1", secret) if secret("row", 0, 1)],
    ]
    if secret("area", 0, 1):
        rows.append(f"sp02_offending,{secret('place')},2014-15-q1,{secret('n', 0, 99)},,,supplied,")
    comments = [{"measures": ["sp02_offending"], "text": secret("comment")} for _ in range(2)]
    gaps = {"sp02_reoffending": {"reason": secret("reason"), "until": "2014-12-01"}}
    for version in range(2, 3 + secret("versions", 0, 2)):
        _return(folder, "reducing-reoffending", rows, version, comments=comments, gaps=gaps)


def _share(measure, period, secret):
    if secret(f"{measure} has a figure", 0, 3) == 0:
        status = ("in_development", "awaiting_board", "small_numbers")[secret("status", 0, 2)]
        return [f"{measure},,{period},,,,{status},{secret('why')}"]
    base = secret(f"{measure} base", 10, 5000)
    part = secret(f"{measure} part", 0, base)
    return [f"{measure},,{period},{100 * part / base:.1f},{part},{base},supplied,"]


def _families(folder, secret):
    """Cleared and corrected: so few of a cohort did not offend again that they could be known."""
    for version, asb in ((1, 340), (2, 346)):
        base, few = secret(f"families {version}", 50, 2000), secret(f"few families {version}", 1, 4)
        rows = [
            f"sp04_reoffending,,2014-15-q1,{base - few},{base - few},{base},supplied,",
            f"sp04_asb,,2014-15-q1,{asb},{asb},1883,supplied,",
        ]
        sent = f"2014-09-{10 + version}"
        reason = secret("reason of a version in which small numbers are hidden")
        seal(_return(folder, "supporting-families", rows, version, sent=sent, reason=reason))


def _withdrawn(folder, secret):
    """Cleared, and the clearance taken back before the pack's day."""
    rows = [
        f"{measure},,{period},{secret(measure + period, 0, 5000)},,,supplied,"
        for measure in ("sp17_missing", "sp17_absent", "sp17_key_locations")
        for period in ("2014-15-q1", "2013-14-q1")
    ]
    comments = [{"panels": ["SP17"], "text": secret("comment on missing people")}]
    version = _return(folder, "missing-people", rows, comments=comments, sent="2014-09-01")
    word = yaml.safe_load(_cleared(version).read_text())
    withdrawn = word | {"says": "withdrawn", "on": "2014-09-28"}
    (version.parent / "clearances/v1-2.yaml").write_text(yaml.safe_dump(withdrawn))


def _single(folder, secret):
    """Never cleared; cleared by another board; cleared after the pack's day; sent after it."""
    for partner, measure in KEPT_BACK.items():
        if measure == "sp16_framework":
            rows = [f'{measure},,2014-15-q1,,,,supplied,"{secret("words")}"']
        elif measure == "sp01_first_time_entrants":
            rows = [
                f"{measure},,{period},{secret(f'entrants {period}', 0, 900)},,,supplied,"
                for period in ("2014-15-q1", "2013-14-q1")
            ]
        else:
            rows = [*_share(measure, "2014-15-q1", secret), *_share(measure, "2013-14-q1", secret)]
        version = _return(folder, partner, rows)
        if partner == "youth-offending":
            _cleared(version, on="2014-11-03")
        elif partner == "councils":
            _cleared(version, board="Others")


def _earlier(folder, secret):
    """A series told before, and what its board has not cleared of it in a return between."""
    rows = ["sp12_level,,2013-14-q3,777,,,supplied,", "sp13_level,,2013-14-q1,1001,,,supplied,"]
    told = _return(folder, "force", rows, quarter="2013-14-q3", sent="2014-01-20")
    _cleared(told, on="2014-09-01")
    rows = [f"sp12_level,,2013-14-q4,{secret('winter', 0, 3000)},,,supplied,"]
    if secret("restates", 0, 1):
        rows.append(f"sp12_level,,2013-14-q3,{secret('autumn', 0, 3000)},,,supplied,")
        rows.append(f"sp13_level,,2013-14-q1,{secret('spring', 0, 3000)},,,supplied,")
    by = secret("who sent it")
    _return(folder, "force", rows, quarter="2013-14-q4", sent="2014-09-10", by=by)


def _claim(secret, name):
    """Return words that claim something, bound to nothing, and a figure typed by hand."""
    what = ("rose", "fell to the lowest ever", "improved by a third")[secret(f"{name} way", 0, 2)]
    return f"{what} {secret(f'{name} size', 0, 5000)} " + re.sub(r"[^A-Za-zéü ]", "", secret(name))


def _commentary(folder, secret):
    """Paragraphs around figures that are withheld, between others that are not."""
    written = folder / "data/commentary" / QUARTER
    (written / "sp02.md").write_text(
        "### What happened\n\nTwo boards look after this aim.\n\n"
        f"{{{{ sp02_offending.value }}}} offences, which {_claim(secret, 'claim')}.\n"
    )
    bound = ("rose", "fell")[secret("way", 0, 1)]
    (written / "covering-report.md").write_text(
        "### Recommendation\n\nThe Panel is asked to note this report.\n\n"
        f"### SP2\n\nOffending [{bound}]{{sp02_offending.change}}, {_claim(secret, 'more')}.\n\n"
        "### Implications\n\n- **Financial**: None.\n"
    )
    (written / "sp12.md").write_text(
        f"There were {{{{ sp12_level.value }}}} burglaries.\n\n"
        f"- {_claim(secret, 'claim on a small number')}: {{{{ sp12_satisfaction.value }}}}\n"
        "- The level is {{ sp12_level.assessment }}.\n\n"
        f"PC Smith {_claim(secret, 'claim on somebody')}.\n"
    )


def _return(
    folder, partner, rows, version=1, *, comments=(), gaps=None, quarter=QUARTER, sent=None,
    by="An analyst", reason="",
):  # fmt: skip
    board, day = HEADS[partner]
    place = folder / "data/returns" / quarter / partner
    if version == 1:
        shutil.rmtree(place, ignore_errors=True)
    target = place / f"v{version}"
    target.mkdir(parents=True)
    unseal(target)
    head = {
        "partner": partner,
        "quarter": quarter,
        "submitted": {"on": sent or day, "by": by},
        "board": board,
        **({"reason": reason} if reason else {}),
        "comments": list(comments),
        "gaps": gaps or {},
    }
    (target / "return.yaml").write_text(yaml.safe_dump(head))
    (target / "values.csv").write_text("\n".join([COLUMNS, *rows, ""]))
    return target
