"""The way of the data runs one way: which module may use which, read from the source itself."""

import ast
from functools import cache
from pathlib import Path

import pytest

import panelpack

LIBRARY = Path(panelpack.__file__).parent

# A module uses only those above it. Folders are one module here.
ORDER = (
    "errors",
    "locks",
    "office",
    "scratch",
    "dependencies",
    "quarters",
    "workbook",
    "yamlfile",
    "units",
    "plan",
    "issued",
    "personal",
    "returns",
    "opendata",
    "releases",
    "clearance",
    "suppression",
    "published",
    "series",
    "news",
    "revisions",
    "months",
    "spc",
    "comparison",
    "outlook",
    "association",
    "evidence",
    "assessment",
    "reported",
    "document",
    "markdown",
    "charts",
    "shorthand",
    "wording",
    "dashboard",
    "tables",
    "judgement",
    "ready",
    "control",
    "claims",
    "commentary",
    "section",
    "explore",
    "exporters",
    "kernels",
    "pack",
    "authoring",
    "commands",
    "__main__",
)
STATISTICS = {"months", "spc", "comparison", "outlook", "association", "evidence"}
PRESENTATION = {"charts", "tables", "wording"}
# What statistics may know of the rest: how errors are told, and the calendar.
COMMON = {"errors", "quarters"}
# Rounding is how a figure is written, not a statistic.
MAY_BE_CALLED = {"round_half_up"}
# Where an import may wait until it is called: commands start fast, blocks are light to load.
LAZY_FUNCTIONS = {"_repr_mimebundle_", "chart"}
LAZY_MODULES = {"__init__", "__main__", "commands", "opendata.command"}

SOURCES = {
    ".".join(path.relative_to(LIBRARY).with_suffix("").parts): path
    for path in sorted(LIBRARY.rglob("*.py"))
}


@cache
def tree(module):
    return ast.parse(SOURCES[module].read_text("utf-8"))


def package(module):
    return module.split(".")[0]


def imports(module):
    """Yield (package, names, function or None) for each import of our own modules."""

    def inside(node, function):
        for child in ast.iter_child_nodes(node):
            is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            yield from _imported(child, function)
            yield from inside(child, child.name if is_function else function)

    yield from inside(tree(module), None)


def _imported(node, function):
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name.startswith("panelpack."):
                yield alias.name.split(".")[1], (), function
    elif isinstance(node, ast.ImportFrom) and node.module == "panelpack":
        for alias in node.names:
            yield alias.name, (), function
    elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("panelpack."):
        yield node.module.split(".")[1], tuple(a.name for a in node.names), function


def used(module, lazy=False):
    """The packages that a module imports when it is loaded (or, `lazy`, at any time)."""
    found = {name for name, _, function in imports(module) if lazy or function is None}
    return found - {package(module)}


def modules_of(packages):
    return [module for module in SOURCES if package(module) in packages]


def test_every_module_has_a_place_in_the_order():
    assert {package(module) for module in SOURCES} - {"__init__"} <= set(ORDER)


@pytest.mark.parametrize("module", SOURCES)
def test_a_module_uses_only_those_above_it(module):
    if module == "__init__":
        assert used(module) == set()
        return
    place = ORDER.index(package(module))
    assert used(module) <= set(ORDER[:place])


@pytest.mark.parametrize("module", SOURCES)
def test_nothing_is_imported_relatively(module):
    relative = [n for n in ast.walk(tree(module)) if isinstance(n, ast.ImportFrom) and n.level]
    assert relative == []


@pytest.mark.parametrize("module", SOURCES)
def test_an_import_waits_only_where_that_is_worth_it(module):
    late = {function for _, _, function in imports(module) if function is not None}
    if package(module) not in LAZY_MODULES and module not in LAZY_MODULES:
        assert late <= LAZY_FUNCTIONS


def test_no_modules_need_each_other():
    """Also within a folder, where the order above does not look."""
    needs = {module: _loaded_with(module) for module in SOURCES}
    done = set()
    while len(done) < len(needs):
        free = {m for m, wanted in needs.items() if m not in done and wanted <= done}
        assert free, f"a cycle among {sorted(set(needs) - done)}"
        done |= free


def _loaded_with(module):
    """Modules by their whole names that a module imports while it is loaded.

    A folder's own `__init__` is left out for its members: it is being loaded already.
    """
    wanted = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module and node in tree(module).body:
            for alias in node.names:
                wanted |= _module_named(f"{node.module}.{alias.name}") or _module_named(node.module)
    own = f"{package(module)}.__init__"
    return wanted - {module, own} if module != own else wanted - {module}


def _module_named(name):
    short = name.removeprefix("panelpack.")
    return {short, f"{short}.__init__"} & set(SOURCES) if name.startswith("panelpack.") else set()


@pytest.mark.parametrize("module", modules_of(STATISTICS))
def test_statistics_know_no_police_word(module):
    assert used(module) <= STATISTICS | COMMON
    words = ("police", "burglary", "offence", "panel", "commissioner")
    said = " ".join(strings(module)).lower()
    assert [word for word in words if word in said] == []


@pytest.mark.parametrize("module", modules_of(PRESENTATION))
def test_presentation_takes_results_and_computes_nothing(module):
    taken = [n for name, names, _ in imports(module) if name in STATISTICS for n in names]
    assert [n for n in taken if n[0].islower() and n not in MAY_BE_CALLED] == []
    whole = [name for name, names, _ in imports(module) if name in STATISTICS and not names]
    assert whole == []


def test_only_the_assessment_says_significant():
    for module in SOURCES:
        if package(module) != "assessment":
            said = [text for text in strings(module) if "significan" in text.lower()]
            assert said == [], module


def strings(module):
    """Every text in a module but those that stand alone: docstrings, of attributes too."""
    alone = {id(n.value) for n in ast.walk(tree(module)) if isinstance(n, ast.Expr)}
    constants = (n for n in ast.walk(tree(module)) if isinstance(n, ast.Constant))
    return [c.value for c in constants if isinstance(c.value, str) and id(c) not in alone]


def test_the_checks_see_what_they_look_for():
    """The rules above must not pass for want of anything to read."""
    assert "comparison" in used("reported")
    assert "exporters" in used("document.blocks", lazy=True) - used("document.blocks")
    assert "sum" not in strings("comparison")
    assert "compared" in strings("comparison")
    assert len(modules_of(STATISTICS)) >= 10
