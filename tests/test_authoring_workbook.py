"""A workbook for another force: made out of what ships, and every page of it can be shown."""

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

import adopted
from panelpack.__main__ import main
from panelpack.authoring import notebooks, shipped
from panelpack.authoring.workbook import adopter, files
from panelpack.errors import DataError
from panelpack.opendata import read
from panelpack.pack.request import ask
from panelpack.plan import load_plan, load_quarter
from panelpack.quarters import Quarter
from section_cells import said

REPOSITORY = Path(__file__).resolve().parents[1]
# The only place that a library may not know is the one that it was first used in.
HOME = re.compile(r"leicester|rutland", re.IGNORECASE)
# A group below zero; a force without residents; burglary recorded anew; no one's area.
SEEN = (
    ("Norfolk", "2015-16-q4"),
    ("City of London", "2015-16-q2"),
    ("Wiltshire", "2017-18-q1"),
    ("British Transport Police", "2008-09-q1"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a force's workbook once, in its folder."""
    root = tmp_path_factory.mktemp("adopted")

    def workbook(force):
        folder = root / force.replace(" ", "-")
        if not folder.exists():
            write(folder, files(adopter(force)))
        return folder

    return workbook


def write(folder, made):
    for name, content in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Call the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, arguments)


@pytest.mark.parametrize("force", shipped.forces())
def test_every_force_has_a_plan_that_loads(force, tmp_path):
    write(tmp_path, files(adopter(force)))
    plan = load_plan(tmp_path)
    assert (plan.settings.force, len(plan.priorities)) == (force, 8)
    assert {plan.notebook(section).suffix for section in plan.settings.order} == {".ipynb"}
    assert set(plan.settings.similar_forces) < set(shipped.forces()) - {force}
    quarter = load_quarter(plan.folder, Quarter.parse("2018-19-q3"))
    assert (plan.folder / f"params/quarters/{quarter.quarter}.yaml").is_file()


@pytest.mark.parametrize(("force", "quarter"), SEEN)
def test_every_page_can_be_shown(made, force, quarter):
    shown = list(adopted.run(made(force), quarter))
    sections = {section for section, _, _ in shown}
    assert sections == set(load_plan(made(force)).settings.order)
    texts = [said(block) for _, _, block in shown]
    assert not [text for text in texts if HOME.search(text) and force != "Leicestershire"]


def test_any_priority_can_be_dropped(made, tmp_path):
    """Also the first, on whose measure the method page works its examples."""
    folder = tmp_path / "dropped"
    shutil.copytree(made("Norfolk"), folder)
    plan = folder / "params/plan.yaml"
    for section in ("p01", "p03", "p08"):
        (folder / f"params/priorities/{section}.yaml").unlink()
        (notebook,) = (folder / "notebooks").glob(f"{section}-*.ipynb")
        notebook.unlink()
        plan.write_text(plan.read_text("utf-8").replace(f" {section},", ""), "utf-8")
    shown = [(s, said(block)) for s, _, block in adopted.run(folder, "2014-15-q1")]
    method = " ".join(text for section, text in shown if section == "method")
    assert "Example. Domestic burglary recorded: " in method


def test_a_plan_of_no_priority_is_told_before_anything_runs(made, tmp_path):
    folder = tmp_path / "none"
    shutil.copytree(made("Norfolk"), folder)
    plan = folder / "params/plan.yaml"
    for path in (folder / "params/priorities").iterdir():
        path.unlink()
        plan.write_text(plan.read_text("utf-8").replace(f" {path.stem},", ""), "utf-8")
    with pytest.raises(DataError, match="so there is nothing to report; 'panelpack new priority'"):
        ask(folder, Quarter.parse("2014-15-q1"))


def test_the_figures_are_those_of_the_force(made):
    with adopted.opened(made("Norfolk")) as plan:
        rows = read.recorded_crime(REPOSITORY, "Norfolk").set_index(["offence_group", "quarter"])
        burglary = int(rows.loc[("Residential burglary", "2018-19-q3"), "offences"])
        found = adopted.Figures(plan, Quarter.parse("2018-19-q3"), "public", plan_day(plan))
        assert found.series("p02_recorded").iloc[-1] == burglary > 100


def plan_day(plan):
    return load_quarter(plan.folder, Quarter.parse("2018-19-q3")).as_at


def test_a_workbook_holds_no_more_than_it_needs(made):
    folder = made("Norfolk")
    wanted = {"Norfolk", *load_plan(folder).settings.similar_forces}
    for name in ("home-office/recorded-crime-quarterly.csv", "ons/asb-incidents-yearly.csv"):
        with (folder / "data/open" / name).open(encoding="utf-8") as own:
            held = list(csv.DictReader(own))
        with (REPOSITORY / "data/open" / name).open(encoding="utf-8") as whole:
            assert held == [row for row in csv.DictReader(whole) if row["force"] in wanted]
        assert {row["force"] for row in held} == wanted
    assert not (folder / "data/open/police-uk").exists()
    assert not (folder / "data/open/home-office/recorded-crime-rolling-year.csv").exists()


def test_the_rows_that_were_taken_are_told(made):
    folder = made("Norfolk")
    for source in ("home-office", "ons", "reference"):
        told, whole = (read.provenance(book, source) for book in (folder, REPOSITORY))
        assert "Norfolk" in told["notes"][-1]
        assert told["inputs"] == whole["inputs"]
        place = folder / ("data/reference" if source == "reference" else f"data/open/{source}")
        counted = {p.name: len(p.read_text("utf-8").splitlines()) - 1 for p in place.glob("*.csv")}
        assert told["tables"] == counted


def test_a_force_with_more_tables_keeps_them(made):
    folder = made("Leicestershire")
    name = "data/open/home-office/recorded-crime-rolling-year.csv"
    assert (folder / name).read_bytes() == (REPOSITORY / name).read_bytes()


@pytest.mark.parametrize("section", notebooks.pages())
def test_pages_are_those_of_the_first_workbook(section):
    ours = json.loads((REPOSITORY / f"notebooks/{section}.ipynb").read_text("utf-8"))
    made = json.loads(notebooks.page(section, Quarter.parse("2014-15-q1")))

    def told(notebook):
        sources = ("".join(cell["source"]) for cell in notebook["cells"])
        # The method's examples are the plan's own.
        return [re.sub(r'example="\w+"', "", source) for source in sources]

    assert told(made) == told(ours)


def test_the_spine_of_a_priority_is_that_of_the_first_workbook():
    ours = (REPOSITORY / "notebooks/sp12-domestic-burglary.ipynb").read_text("utf-8")
    quarter = Quarter.parse("2014-15-q1")
    made = notebooks.priority(
        "sp12", "SP12 Domestic burglary", "sp12_recorded", quarter, charts=True, forces=True
    )
    held = ["".join(cell["source"]) for cell in json.loads(ours)["cells"]]
    for cell in json.loads(made)["cells"]:
        assert "".join(cell["source"]) in held


def test_nothing_that_is_shared_names_the_first_force():
    library = REPOSITORY / "lib/panelpack"
    shared = [
        p for p in library.rglob("*") if p.suffix in (".py", ".yaml", ".html", ".typ", ".css")
    ]
    shared = [p for p in shared if "shipped" not in p.parts]
    shared += [REPOSITORY / f"notebooks/{page}.ipynb" for page in notebooks.pages()]
    assert len(shared) > 100
    # Docstrings show examples of real names; what runs holds none.
    named = [p.name for p in shared if HOME.search(_without_docstrings(p))]
    assert named == []


def _without_docstrings(path):
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        return text
    text = re.sub(r'""".*?"""', "", text, flags=re.DOTALL)
    return re.sub(r"#.*", "", text)


def test_the_command_makes_it_and_says_where(call, tmp_path):
    ended = call("new", "workbook", "book", "--force", "west yorkshire police", "--similar", "Kent")
    assert (ended.exit_code, ended.stdout) == (0, f"{tmp_path / 'book'}\n"), ended.stderr
    plan = load_plan(tmp_path / "book")
    assert plan.settings.force == "West Yorkshire"
    assert plan.settings.similar_forces == ("Kent",)
    assert plan.settings.partners["force"].name == "West Yorkshire Police"
    ended = call("status", "latest", "--workbook", "book")
    assert "West Yorkshire Police" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--force", "Lancashre"], 1, "did you mean Lancashire"),
        (["--force", "Q"], 1, "no force 'Q' in the Home Office's tables; there are Avon"),
        (["--force", "Kent", "--similar", "Esex"], 1, "did you mean Essex"),
        (["--force", "Kent", "--similar", "Kent"], 1, "--similar names Kent itself"),
        (["--force", "Kent", "--quarter", "2030-31-q1"], 1, "have 2006-07-q1 to 2018-19-q3"),
        (["--force", "Kent", "--quarter", "soon"], 2, "'soon' is not a quarter"),
        ([], 2, "Missing option '--force'"),
    ],
)
def test_what_can_not_be_made_is_told_and_leaves_nothing(call, tmp_path, arguments, code, told):
    ended = call("new", "workbook", "book", *arguments)
    assert (ended.exit_code, list(tmp_path.iterdir())) == (code, [])
    assert told in ended.stderr


def test_a_folder_that_holds_something_stays_as_it_is(call, tmp_path):
    (tmp_path / "book").mkdir()
    assert call("new", "workbook", "book", "--force", "Kent").exit_code == 0
    before = sorted(tmp_path.rglob("*"))
    ended = call("new", "workbook", "book", "--force", "Essex")
    assert (ended.exit_code, sorted(tmp_path.rglob("*"))) == (1, before)
    assert ended.stderr == "book: is there already and not empty; name a new folder\n"
    (tmp_path / "file").write_text("")
    assert call("new", "workbook", "file/book", "--force", "Kent").exit_code == 1


def test_forces_are_found_by_any_of_their_names():
    names = ("Devon & Cornwall", "DYFED-POWYS", "Metropolitan Police Service", "London, City of")
    wanted = ["Devon and Cornwall", "Dyfed-Powys", "Metropolitan Police", "City of London"]
    assert [shipped.find_force(name) for name in names] == wanted
    with pytest.raises(DataError, match="did you mean"):
        shipped.find_force("South Walse")


def test_similar_forces_are_the_nearest_in_population():
    # Mid-2020: West Midlands 2.94 million, Greater Manchester 2.85, Thames Valley 2.47.
    assert {"Greater Manchester", "Thames Valley"} <= set(shipped.nearest("West Midlands"))
    assert len(shipped.nearest("West Midlands")) == shipped.FEWEST_SIMILAR
    assert shipped.nearest("City of London") == []


@pytest.mark.pack
def test_a_new_workbook_builds_at_once(made):
    folder = made("West Yorkshire")
    command = [sys.executable, "-m", "panelpack", "build", "latest", "--workbook", str(folder)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert ended.returncode == 0, ended.stderr
    pack = Path(ended.stdout.strip())
    assert pack == folder / "outputs/2018-19-q3/public"
    assert {"index.html", "report.pdf", "report.docx", "summary.pdf"} <= {
        path.name for path in pack.iterdir()
    }
    page = (pack / "index.html").read_text("utf-8")
    assert "West Yorkshire" in page
    assert not HOME.search(page)
    told = yaml.safe_load((folder / "params/plan.yaml").read_text("utf-8"))
    assert all((pack / f"sections/{section}.pdf").is_file() for section in told["order"])
