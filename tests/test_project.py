"""The project's own files: locked, clean, and the same environment wherever it is made."""

import ast
import doctest
import importlib
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
CONDA_PYTHON = "3.12"
# What conda-forge calls differently from the name that pip knows.
CONDA_NAMES = {"ibis-duckdb": "ibis-framework", "python-duckdb": "duckdb"}

MOST_LINES = 250
# One job that is longer: the blocks are one vocabulary, read from top to bottom.
LONGER_MODULES = {"document/blocks.py": 300}
MOST_FUNCTION_LINES = 40
# Modules whose behaviour is asserted under another name than their own.
COVERED_BY = {
    "__init__": "architecture",
    "errors": "yamlfile",
}
MODULES = sorted((ROOT / "lib/panelpack").rglob("*.py"))
WITH_EXAMPLES = [path for path in MODULES if ">>> " in path.read_text("utf-8")]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

HOSTS = r"pypi\.org|files\.pythonhosted|registry\.npmjs|conda\.anaconda\.org|test\.pypi"
MACHINE_PATHS = r"(?<![\w./])/(?:home|root|work|tmp|Users|farm)/"
ADDRESSES = r"[\w.+-]+@[\w-]+\.[a-z]{2,}\b"
# This file has to name what it looks for.
NAMES_THEM = "tests/test_project.py"


def taken():
    """The names that git would take: tracked, or new and not ignored."""
    if not (ROOT / ".git").exists():
        pytest.skip("only a git checkout says which files are the project's")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [name for name in listed.split("\0") if name]


def tracked():
    """The files among them."""
    return [name for name in taken() if (ROOT / name).is_file()]


def lines_with(pattern):
    for name in tracked():
        if name == NAMES_THEM:
            continue
        text = (ROOT / name).read_bytes().decode("utf-8", "replace")
        for number, line in enumerate(text.splitlines(), 1):
            if re.search(pattern, line):
                yield f"{name}:{number}: {line.strip()[:120]}"


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


# What runs it, and what tests it; Spark only where there is Java.
LOCKS = ("requirements.lock", "tests/requirements.lock", "tests/spark.lock")


def wanted(*extras):
    """What pyproject.toml asks for to run it, and for the extras named."""
    tables = [project()["dependencies"]]
    tables += [project()["optional-dependencies"][extra] for extra in extras]
    found = [Requirement(text) for table in tables for text in table]
    return [requirement for requirement in found if requirement.name != "panelpack"]


def locked(python=CONDA_PYTHON, lock="requirements.lock"):
    """Name to version of a lock, on Linux with that Python."""
    where = {"python_version": python, "python_full_version": f"{python}.9"}
    where |= {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"}
    found = {}
    for line in (ROOT / lock).read_text("utf-8").splitlines():
        if re.match(r"[A-Za-z0-9]", line):
            entry = Requirement(line.rstrip("\\ "))
            if entry.marker is None or entry.marker.evaluate(where):
                (pin,) = entry.specifier
                assert pin.operator == "==", line
                assert entry.name not in found, f"{entry.name} is locked twice"
                found[entry.name] = pin.version
    return found


def conda():
    """Name, as pip knows it, to version of environment.yml; and what pip installs there."""
    entries = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    (by_pip,) = (entry["pip"] for entry in entries if isinstance(entry, dict))
    pins = [entry.split("=") for entry in entries if isinstance(entry, str) and "=" in entry]
    pins += [entry.split("==") for entry in by_pip if not entry.startswith("-")]
    return {CONDA_NAMES.get(name, name): version for name, version in pins}


def test_the_locks_satisfy_what_the_project_asks_for():
    extras = set(project()["optional-dependencies"])
    for python in ("3.11", "3.12", "3.13"):
        for lock, names in zip(LOCKS, ((), extras - {"spark"}, ("spark",)), strict=True):
            versions = locked(python, lock)
            asked = wanted(*names) if lock != "tests/spark.lock" else wanted("spark")[-1:]
            for requirement in asked:
                assert versions[requirement.name] in requirement.specifier, requirement


def test_the_locks_agree():
    run, test, spark = (locked(lock=lock) for lock in LOCKS)
    assert run.items() <= test.items()
    assert not test.keys() & spark.keys()


def test_conda_makes_the_same_environment_as_the_lock():
    environment, versions = conda(), locked(lock="tests/requirements.lock")
    assert environment.pop("python") == CONDA_PYTHON
    names = {requirement.name for requirement in wanted("cluster", "postgres", "docs", "test")}
    names |= {"duckdb"}
    assert environment == {name: versions[name] for name in names}


def test_conda_asks_one_channel():
    text = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    assert text["channels"] == ["conda-forge", "nodefaults"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text("utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert len(entries) == len(re.findall("==", re.sub(r";.*", "", text)))
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry.splitlines()[0]
    assert "://" not in text
    assert " @ " not in text
    assert not re.search(r"^-", text, re.MULTILINE), "options such as an index"


def test_the_npm_lock_has_hashes_and_no_registry():
    folder = ROOT / "tests/browser"
    asked = json.loads((folder / "package.json").read_text("utf-8"))["devDependencies"]
    held = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
    assert held.pop("")["devDependencies"] == asked
    for name, version in asked.items():
        assert held[f"node_modules/{name}"]["version"] == version
    assert all(package["integrity"].startswith("sha512-") for package in held.values())
    assert not any("resolved" in package for package in held.values())
    assert "npm ci" in (ROOT / "Makefile").read_text("utf-8")


def test_the_makefile_installs_from_the_lock_with_hashes():
    text = (ROOT / "Makefile").read_text("utf-8")
    for lock in LOCKS:
        assert re.search(
            rf"--require-hashes .*-r {re.escape(lock)}$|--require-hashes .*-r "
            rf"{re.escape(lock)};",
            text,
            re.MULTILINE,
        ), lock
    assert "--no-deps --no-build-isolation --editable ." in text
    assert "://" not in text


def test_the_gate_runs_the_readmes_test_command():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.search(r"^\s*make pack\b", readme, re.MULTILINE)
    assert re.search(r"^\s*make test\b", readme, re.MULTILINE)
    gate = ROOT / ".ci/run"
    assert re.search(r"^make test$", gate.read_text("utf-8"), re.MULTILINE)
    assert gate.stat().st_mode & 0o111


def test_the_licence_is_the_one_the_project_names():
    assert project()["license"] == "MIT"
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("MIT License\n")
    assert re.search(r"^Copyright \(c\) \d{4} panelpack contributors$", text, re.MULTILINE)


def test_the_changelog_has_this_version():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## {re.escape(project()['version'])}\b", text, re.MULTILINE)


@pytest.mark.parametrize(
    "pattern",
    [HOSTS, MACHINE_PATHS, ADDRESSES],
    ids=["registry hosts", "paths of one machine", "addresses"],
)
def test_no_file_holds(pattern):
    assert list(lines_with(pattern)) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (HOSTS, "index = https://pypi.org/simple"),
        (MACHINE_PATHS, 'path = "/home/someone/x"'),
        (MACHINE_PATHS, "see /{}/x".format("work")),
        (ADDRESSES, "write to someone@example.org"),
    ],
)
def test_the_patterns_see_what_they_look_for(pattern, line):
    assert re.search(pattern, line)


def test_no_link_leads_out_of_the_project():
    links = [ROOT / name for name in taken() if (ROOT / name).is_symlink()]
    lost = [link for link in links if link.readlink().is_absolute() or not link.exists()]
    assert lost == []


def test_no_file_is_large_or_built():
    for name in tracked():
        assert (ROOT / name).stat().st_size < 3_000_000, name
        assert not name.startswith(("outputs/", ".venv/", "build/")), name
        assert ".ipynb_checkpoints" not in name and "__pycache__" not in name, name


def test_there_is_a_notebook_for_every_section(plan):
    assert NOTEBOOKS
    assert {plan.notebook(section) for section in plan.settings.order} == set(NOTEBOOKS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_clean_and_can_be_opened_as_it_is(path):
    notebook = json.loads(path.read_text("utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert "version" not in notebook["metadata"].get("language_info", {})
    (parameters,) = (c for c in cells if "parameters" in c["metadata"].get("tags", []))
    assert '"2014-15-q1"' in "".join(parameters["source"])
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_what_it_shows_and_computes_nothing(path):
    notebook = json.loads(path.read_text("utf-8"))
    code = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    assert sum(len(source.splitlines()) for source in code) <= 60
    banned = (ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.For, ast.While, ast.Try, ast.If)
    for source in code:
        found = [n for n in ast.walk(ast.parse(source)) if isinstance(n, banned)]
        assert found == [], source


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_and_functions_are_short(path):
    text = path.read_text("utf-8")
    name = path.relative_to(ROOT / "lib/panelpack").as_posix()
    assert len(text.splitlines()) <= LONGER_MODULES.get(name, MOST_LINES)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            assert lines <= MOST_FUNCTION_LINES, f"{node.name}: {lines} lines"


def test_every_longer_module_is_there():
    for name in LONGER_MODULES:
        assert len((ROOT / "lib/panelpack" / name).read_text().splitlines()) > MOST_LINES, name


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_in_docstrings_hold(path):
    parts = path.relative_to(ROOT / "lib").with_suffix("").parts
    module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
    failed, tried = doctest.testmod(module)
    assert tried > 0
    assert failed == 0


def test_every_module_has_its_tests():
    names = {path.relative_to(ROOT / "lib/panelpack").parts[0] for path in MODULES}
    tests = [path.stem for path in (ROOT / "tests").glob("test_*.py")]
    for name in sorted(part.removesuffix(".py") for part in names):
        wanted = COVERED_BY.get(name, name.strip("_"))
        assert any(t == f"test_{wanted}" or t.startswith(f"test_{wanted}_") for t in tests), name
