"""A small workbook of three quick notebooks: one priority and two pages."""

import nbformat

PARAMETERS = 'quarter = "2014-15-q1"\naudience = "public"\nas_at = ""'
PLAN = """\
title: A plan
commissioner: A commissioner
office: An office
panel: A panel
area: An area
force: A force
contact: A role
partners:
  force: {name: The force, board: The board}
order: [one, two, three]
"""
PRIORITY = """\
id: one
number: P1
title: The first
short: First
aim: Fewer.
owner: Someone
panels:
  - {code: P1, title: Panel one, columns: [YTD, L. YTD, "% Var"], rows: [thefts]}
measures:
  thefts:
    title: =Thefts
    name: Thefts
    kind: count
    better: fewer
    unit: offences
    cadence: quarter
    partner: force
    why: It matters.
    review: 2015-03-31
"""
QUARTER = """\
quarter: 2014-15-q1
as_at: 2014-09-29
meeting: 2014-09-29
meeting_title: A panel
item: A report
"""
RETURN = """\
partner: force
quarter: 2014-15-q1
submitted: {on: 2014-07-20, by: An analyst}
board: The board
"""
VALUES = """\
measure,area,period,value,numerator,base,status,note
thefts,,2014-15-q1,73,,,supplied,
thefts,,2013-14-q1,81,,,supplied,
"""


def title(section):
    """The first cell of a notebook: its title, made from the parameters."""
    return (
        "from panelpack.document import Title\n\n"
        f'Title("{section}", "", "Section {section}", "", quarter, audience, as_at)'
    )


def write(folder):
    """Write the workbook into a new folder and return it; the return is not cleared."""
    _put(folder / "params/plan.yaml", PLAN)
    _put(folder / "params/priorities/one.yaml", PRIORITY)
    _put(folder / "params/quarters/2014-15-q1.yaml", QUARTER)
    version = folder / "data/returns/2014-15-q1/force/v1"
    _put(version / "return.yaml", RETURN)
    _put(version / "values.csv", VALUES)
    for section in ("one", "two", "three"):
        write_notebook(folder, section, title(section))
    return folder


def write_notebook(folder, section, *sources, parameters=PARAMETERS, tags=("parameters",)):
    """Write a section's notebook: the parameters cell, then a code cell for each source."""
    cells = [nbformat.v4.new_code_cell(parameters, id="first", metadata={"tags": list(tags)})]
    cells += [nbformat.v4.new_code_cell(s, id=f"cell-{i}") for i, s in enumerate(sources)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    path = folder / "notebooks" / f"{section}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return path


def _put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
