"""What is withheld or suppressed changes no byte of a public pack, no file name and no log line.

Every variant gives other content to all that the public may not see (`withheld_workbook`), and
the same to all that it may. One filter taken out makes the packs differ: the last test shows
that each of them is needed, and that these tests would see it missing.
"""

import hashlib
import json
import random
import string
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

import withheld_workbook
from panelpack import clearance, commentary, releases, revisions, suppression
from panelpack.__main__ import main
from panelpack.commentary import filling
from panelpack.document import from_json
from panelpack.exporters import pdf, word
from panelpack.exporters.characters import clean_json
from panelpack.exporters.outline import flat
from panelpack.pack import build as building
from panelpack.pack import inputs
from panelpack.pack.run import Ran, export
from panelpack.plan import load_plan
from panelpack.quarters import Period, Quarter
from panelpack.ready import ready
from panelpack.series import Figures
from section_cells import shown_by

VARIANTS = 20
FILES = (
    *("index.html", "report.pdf", "report.docx", "summary.pdf", "manifest.json"),
    *(f"tables/{name}" for name in ("measures.csv", "dashboard.csv", "datapackage.json")),
    *(f"tables/pack.{kind}" for kind in ("xlsx", "ods")),
    *(f"sections/{s}.{kind}" for s in withheld_workbook.SECTIONS for kind in ("html", "pdf")),
)
BY_COMMAND = 2
ENOUGH = "covering-report,sp02,sp04,sp12,appendix-a,changes"
QUARTER = withheld_workbook.QUARTER
ONLY = ",".join(withheld_workbook.SECTIONS)
OF, AS_AT = Quarter.parse(QUARTER), date(2014, 9, 29)
LETTERS = string.ascii_letters + "    éü£%&<>'"


class Secret:
    """What is withheld, by name: random, or the least and the most that there is."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.end = {0: 0, 1: 1}.get(seed)

    def __call__(self, name, least=None, most=None):
        if least is None:
            return (
                "".join(self.random.choices(LETTERS, k=self.random.randint(1, 60))).strip() or "x"
            )
        if self.end is not None:
            return (least, most)[self.end]
        return self.random.randint(least, most)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A workbook with something withheld of every kind."""
    return withheld_workbook.copy(tmp_path_factory.mktemp("withheld"))


def told(folder, outputs, only=ONLY):
    """Build by the command in this process; everything that came out, by name."""
    found = {}
    commands = (
        ["build", QUARTER, "--force", "--outputs", outputs, "--only", only],
        ["status", QUARTER],
        ["measures", QUARTER],
    )
    for command in commands:
        asked = [*map(str, command), "--workbook", str(folder)]
        ended = CliRunner().invoke(main, asked, catch_exceptions=False)
        found[*command, "exit"] = ended.exit_code
        found |= {(*command, "stdout"): ended.stdout, (*command, "stderr"): ended.stderr}
    return found | files(outputs / QUARTER / "public-only")


def files(pack):
    """The hash of every file by its name, and the names of the folders."""
    return {
        path.relative_to(pack).as_posix(): path.is_file()
        and hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(pack.rglob("*"))
    }


@contextmanager
def without_kernels(folder):
    """Run the notebooks' cells in this process, where a filter can be taken out."""

    def run(job):
        shown = shown_by(job.workbook / job.notebook, job.parameters)
        blocks = tuple(
            block
            for _, each in shown
            for part in flat(each)
            for block in flat(from_json(clean_json(part.to_json())))
        )
        return export(Ran(section=job.section, blocks=blocks))

    def run_all(request, figures, jobs, done, cluster):
        with ready(figures):
            made = {job.section: run(job) for job in jobs}
        for section in made:
            done(section)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "Workers", nullcontext)
        patch.setattr(building, "_run", run_all)
        patch.setattr(pdf, "_set", typeset(pdf._set))
        patch.chdir(folder)
        yield patch


def typeset(set_page, known={}):  # noqa: B006  known for the whole session
    """Set pages of the same content once: what is told to Typst decides on the PDF.

    That Typst gives the same bytes again is seen where the command builds twice.
    """

    def once(pack, as_at):
        content = json.dumps([pack, str(as_at)], sort_keys=True)
        if content not in known:
            known[content] = set_page(pack, as_at)
        return known[content]

    return once


@pytest.mark.pack
def test_whatever_is_withheld_the_public_pack_is_the_same(folder, tmp_path):
    packs = []
    with without_kernels(folder):
        for seed in range(VARIANTS):
            withheld_workbook.write(folder, Secret(seed))
            packs.append(told(folder, tmp_path / "out"))
    assert {packs[0][name] for name in packs[0] if "exit" in name} == {0}
    assert set(FILES) <= set(packs[0])
    for seed, pack in enumerate(packs):
        changed = {name for name in packs[0] | pack if packs[0].get(name) != pack.get(name)}
        assert changed == set(), f"variant {seed}"


@pytest.mark.pack
def test_the_command_that_runs_the_notebooks_says_the_same_too(folder, tmp_path):
    """With its kernels and workers: what is printed, in whatever order, and what is written."""
    found = []
    for seed in range(BY_COMMAND):
        withheld_workbook.write(folder, Secret(seed))
        command = [sys.executable, "-m", "panelpack", "build", QUARTER, "--workbook", str(folder)]
        command += ["--only", "summary,sp02,sp12", "--outputs", str(tmp_path), "--jobs", "1"]
        command += ["--force"]
        ended = subprocess.run(command, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        pack = tmp_path / QUARTER / "public-only"
        found.append((ended.stdout, ended.stderr, files(pack), kept_beside(pack)))
    assert found[1:] == found[:1] * (BY_COMMAND - 1)


def kept_beside(pack):
    """What a build keeps beside its pack, but for the digests that only a key can read."""
    records = sorted(pack.with_name(".public-only.cache").rglob("*.json"))
    assert [path.name for path in records] == [
        "last.json",
        "sp02.json",
        "sp12.json",
        "summary.json",
    ]
    kept = [json.loads(path.read_text("utf-8"))["record"] for path in records]
    return [{name: said for name, said in record.items() if name != "of"} for record in kept]


def test_the_variants_differ_in_what_is_withheld_and_in_nothing_else(folder):
    """Else the tests above would compare a pack with itself."""
    internal, public = [], []
    for seed in range(4):
        withheld_workbook.write(folder, Secret(seed))
        plan = load_plan(folder)
        internal.append(Figures(plan, OF, "internal", AS_AT))
        public.append(Figures(plan, OF, "public", AS_AT))
    assert len({f.table.to_csv() for f in internal}) == len(internal)
    assert len({f.table.to_csv() for f in public}) == 1
    assert len({f.comments for f in internal}) == len(internal)
    assert "Counted by the date of recording." in [c.text for c in public[0].comments]
    shown = public[0].table.groupby("status")["measure"].agg(set)
    assert shown["awaiting_clearance"] >= {
        "sp01_first_time_entrants", "sp02_offending", "sp05_awareness", "sp10_confidence",
        "sp12_level", "sp17_missing",
    }  # fmt: skip
    assert shown["small_numbers"] == {"sp04_reoffending", "sp12_level", "sp12_satisfaction"}
    assert public[0].entry("sp16_framework", Period.parse(QUARTER)).status == "no_return"
    hidden = public[0].table.query("status == 'small_numbers' and measure == 'sp12_level'")
    assert set(zip(hidden["area"], hidden["period"], strict=True)) == {
        ("", "2012-13-q3"), ("", "2012-13-q1"), ("Blaby", QUARTER), ("Charnwood", QUARTER),
    }  # fmt: skip


def keeps_note(entry):
    return replace(entry, value=None, numerator=None, base=None, status=suppression.HIDDEN)


def all_comments(returns, quarter, audience, on, plan, found=clearance.comments):
    return found(returns, quarter, "internal", on, plan)


def fills_gaps(blocks, said, is_held, fill=filling.fill):
    return fill(blocks, {mark: words or "some" for mark, words in said.items()}, is_held)


def every_commentary(request, figures):
    return (request.plan.folder / "data/commentary" / QUARTER).glob("*.md")


def says_anyway(sent, key, figures):
    return any((f.measure, f.area, f.period.text) == key for f in sent.figures)


CLAIMS = "claims that nobody reads"
FILTERS = {
    "clearance of figures and remarks": (clearance, "_may_see", lambda *_: True),
    "clearance of remarks alone": (clearance, "comments", all_comments),
    "small numbers": (suppression, "is_small", lambda *_: False),
    "what would give small numbers back": (suppression.System, "protected", lambda *_: set()),
    "notes of small numbers": (suppression, "_without_figures", keeps_note),
    "remarks about small numbers": (suppression, "remarks", lambda seen, *_: seen),
    "paragraphs around withheld figures": (filling, "fill", fills_gaps),
    "texts that may be about somebody": (releases, "is_held", lambda *_: False),
    "hashes of returns": (inputs, "is_wholly_shown", lambda *_: True),
    "hashes of commentary": (inputs, "_written", every_commentary),
    CLAIMS: (commentary, "lines_left_out", lambda *_: set()),
    "returns that tell of revisions": (revisions, "_says", says_anyway),
}


@pytest.mark.pack
@pytest.mark.parametrize("name", FILTERS)
def test_without_any_one_filter_the_packs_differ(folder, tmp_path, name):
    packs = []
    with without_kernels(folder) as patch:
        # Whether papers would differ too need not be seen.
        patch.setattr(pdf, "_set", lambda *_: b"")
        patch.setattr(word, "pack_docx", lambda *_: b"")
        if name != CLAIMS:
            patch.setattr(building, "_check_claims", lambda *_: None)
        patch.setattr(*FILTERS[name])
        for seed in (0, 1):
            withheld_workbook.write(folder, Secret(seed))
            packs.append(
                told(
                    folder,
                    tmp_path / "out",
                    only="covering-report,sp02,sp04,sp12,appendix-a,changes",
                )
            )
    assert packs[0] != packs[1]
