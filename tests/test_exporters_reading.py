"""From an executed notebook to blocks: what is taken, in which order, and what is refused."""

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from traitlets.config import Config

from panelpack import document as d
from panelpack.errors import DataError
from panelpack.exporters import reading

TITLE = d.Title("sp12", "SP12", "Burglary", "", "2014-15-q1", "public", "2014-09-29")
TABLE = d.Table("Figures", (d.Column("Area"), d.Column("Count", "number")), (("Melton", "1"),))
CHART = d.Chart("Up", "A line that rises.", {"mark": "line"}, TABLE)
NOTE = d.Notice("note", "Mind", "this.")


def shown(block, kind="display_data"):
    return new_output(kind, {d.MEDIA_TYPE: block.to_json(), "text/plain": block.plain()})


def cell(source, *outputs, **metadata):
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def notebook(*cells):
    return new_notebook(cells=[cell("section.title()", shown(TITLE, "execute_result")), *cells])


def refused(*cells):
    with pytest.raises(DataError) as caught:
        reading.blocks_of(notebook(*cells))
    return str(caught.value)


def test_blocks_come_in_reading_order_with_groups_taken_apart():
    group = d.Group((CHART, d.Group((NOTE, TABLE)), d.Group(())))
    read = reading.blocks_of(notebook(cell("a", shown(group), shown(NOTE)), cell("b = 1")))
    assert read == (TITLE, CHART, NOTE, TABLE, NOTE)


def test_a_notebook_read_from_a_file_gives_the_same_blocks(tmp_path):
    made = notebook(cell("section.chart()", shown(d.Group((CHART, NOTE)))))
    nbformat.write(made, tmp_path / "out.ipynb")
    again = nbformat.read(tmp_path / "out.ipynb", 4)
    assert reading.blocks_of(again) == reading.blocks_of(made) == (TITLE, CHART, NOTE)


def test_markdown_cells_are_blocks_unless_they_are_for_the_workbench():
    read = reading.blocks_of(
        notebook(
            new_markdown_cell("## Why\n\nBecause **so**.\n\n- one\n- two"),
            new_markdown_cell("# Run all cells", metadata={"tags": ["workbench"]}),
        )
    )
    assert [block.type for block in read] == ["title", "heading", "prose", "list"]
    assert read[2].paragraphs == ((d.Span("Because "), d.Span("so", strong=True), d.Span(".")),)


def test_no_tag_hides_what_code_shows():
    said = refused(cell("print(1)", new_output("stream", text="1"), tags=["workbench"]))
    assert said.startswith("cell 2 (print(1)) prints '1'")


def test_what_markdown_cannot_show_is_told_with_its_cell():
    said = refused(new_markdown_cell("Look: <iframe src='x'></iframe>"))
    assert said.startswith("cell 2 (Look: <iframe src='x'></iframe>): ")


@pytest.mark.parametrize(
    ("output", "fault"),
    [
        (new_output("execute_result", {"text/plain": "   a\n0  1", "text/html": "<table>"}),
         "shows a bare table or HTML"),
        (new_output("execute_result", {"text/plain": "930"}), "shows the plain value '930'"),
        (new_output("display_data", {d.VEGA_LITE_MEDIA_TYPE: {}}), "shows a plain chart"),
        (new_output("display_data", {"image/png": "iVBORw0KGgo="}), "shows a picture"),
        (new_output("stream", text="hello\nagain\n"), "prints 'hello'"),
        (new_output("stream", name="stderr", text="/a/b.py:7: UserWarning: careful\n  x"),
         "warns 'UserWarning: careful'"),
        (new_output("error", ename="KeyError", evalue="'sp99'", traceback=[]),
         "failed with KeyError: 'sp99'"),
    ],
)  # fmt: skip
def test_anything_but_a_block_is_refused_with_its_cell(output, fault):
    said = refused(cell("# a comment\nsection.table()\n1", shown(NOTE), output))
    assert said.startswith(f"cell 2 (section.table()) {fault}")


def test_a_failure_is_told_before_papermills_banner():
    banner = new_markdown_cell(
        "<span>An Exception", metadata={"tags": ["papermill-error-cell-tag"]}
    )
    failure = new_output("error", ename="DataError", evalue="no plan", traceback=[])
    said = refused(banner, cell("panelpack.open()", failure))
    assert said.startswith("cell 3 (panelpack.open()) failed with DataError: no plan")


def test_a_raw_cell_is_not_lost():
    assert "cell 2 (Some words) is a raw cell" in refused(new_raw_cell("Some words"))
    assert reading.blocks_of(notebook(new_raw_cell("  "))) == (TITLE,)


def test_exactly_one_title_comes_first():
    assert "cell 2 (again) shows a second title" in refused(cell("again", shown(TITLE)))
    late = new_notebook(cells=[new_markdown_cell("Hello"), cell("t", shown(TITLE))])
    with pytest.raises(DataError, match=r"cell 1 \(Hello\) shows something before the title"):
        reading.blocks_of(late)
    with pytest.raises(DataError, match=r"section\.title\(\)"):
        reading.blocks_of(new_notebook(cells=[cell("x", shown(NOTE))]))
    with pytest.raises(DataError, match="run all its cells"):
        reading.blocks_of(new_notebook(cells=[cell("section.title()")]))


@pytest.mark.parametrize("data", ["words", ["a"], {"type": "iframe"}, {"type": "heading"}])
def test_a_malformed_block_is_told_with_its_cell(data):
    said = refused(cell("section.x()", new_output("display_data", {d.MEDIA_TYPE: data})))
    assert said.startswith("cell 2 (section.x())")
    assert "run the notebook again" in said


def test_characters_that_no_document_holds_are_taken_out():
    hostile = d.Heading("9\x0030 \u202eoffences\ud800\ufffe\U0001ffff")
    chart = d.Chart("T", "D", {"title": "a\x08\u2066b"}, TABLE)
    _, heading, read = reading.blocks_of(notebook(cell("x", shown(hostile), shown(chart))))
    assert heading.text == "930 offences"
    assert read.spec == {"title": "ab"}


def test_a_group_shows_each_of_its_blocks_as_an_output_of_its_own():
    """As a notebook does: the shell shows what the last line of a cell gives."""
    group = d.Group((CHART, d.Group((NOTE,)), TABLE))
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    try:
        shell.user_ns["group"] = group
        with capture_output() as captured:
            shell.run_cell("group")
    finally:
        InteractiveShell.clear_instance()
    bundles = [output.data for output in captured.outputs]
    assert [d.from_json(b[d.MEDIA_TYPE]) for b in bundles] == [CHART, NOTE, TABLE]
    assert bundles[0][d.VEGA_LITE_MEDIA_TYPE] == CHART.spec
    assert "<strong>Note: Mind</strong>" in bundles[1]["text/html"]


def test_an_empty_group_shows_nothing():
    assert d.Group(())._ipython_display_() is None
    assert reading.blocks_of(notebook(cell("section.gaps()"))) == (TITLE,)
