"""Charts as SVG: named, static, scalable, and the same every time."""

import os
import re
import struct
import subprocess
import sys
from xml.etree import ElementTree

import pandas as pd
import pytest

from panelpack import charts, document
from panelpack.errors import DataError
from panelpack.exporters import drawing, lettering

TABLE = document.Table("T", (document.Column("a"),), ())
HOSTILE = "<script>alert(\"1\")</script> & 'x' \x00\x1b\u202e=1+1"
SVG = "{http://www.w3.org/2000/svg}"


def months(*values):
    index = pd.period_range("2013-04", periods=len(values), freq="M")
    return pd.Series(values, index=index, dtype=float)


def chart(spec=None, title="Burglary rose", description="A line."):
    spec = charts.spec(charts.line(months(5, 7, 6), "offences")) if spec is None else spec
    return document.Chart(title, description, spec, TABLE)


def with_words(words):
    return {
        "data": {"values": [{"words": words}]},
        "mark": "text",
        "encoding": {"text": {"field": "words"}},
    }


def parsed(of, name=""):
    return ElementTree.fromstring(drawing.svg(of, name))


def test_a_drawing_says_what_it_is():
    root = parsed(chart(), "sp12-3")
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    title = root[0]
    said = "Burglary rose. A line. Its numbers are in the table: T"
    assert (title.tag, title.text) == (f"{SVG}title", said)
    assert root.get("aria-labelledby") == title.get("id")


def test_a_spec_is_written_once_for_each_chart(monkeypatch):
    made, written = chart(with_words("once")), []
    dumps = drawing.json.dumps
    monkeypatch.setattr(drawing.json, "dumps", lambda *a, **k: written.append(1) or dumps(*a, **k))
    first = drawing.svg(made)
    before = len(written)
    assert drawing.svg(made) == first and list(drawing.kept([made]).values())
    assert len(written) == before
    # Another object is another chart, also where the first one stood in the memory.
    specs = (with_words(f"word {n}") for n in range(3))
    assert len({drawing.svg(chart(spec)) for spec in specs}) == 3


def test_a_drawing_scales():
    root = parsed(chart())
    assert (root.get("width"), root.get("height")) == ("100%", None)
    left, top, width, height = map(float, root.get("viewBox").split())
    assert (left, top) == (0, 0) and 600 < width < 660 and 300 < height < 450


def test_ids_begin_with_the_name_and_every_reference_is_to_one_of_them():
    areas = pd.DataFrame({"Leicester": months(1, 2), "Melton": months(3, 4)})
    drawn = drawing.svg(chart(charts.spec(charts.small_multiples(areas, "offences"))), "sp11-2")
    ids = re.findall(r'\bid="([^"]*)"', drawn)
    referred = re.findall(r"url\(#([^)]*)\)", drawn)
    assert ids and len(ids) == len(set(ids)) and all(i.startswith("sp11-2_") for i in ids)
    assert referred and set(referred) <= set(ids)


def test_the_same_chart_is_drawn_the_same_in_any_order_and_process():
    first = drawing.svg(chart(), "a")
    drawing.svg(chart(charts.spec(charts.line(months(1, 2), "x"))), "b")
    drawing._drawings.clear()
    assert drawing.svg(chart(), "a") == first
    program = "import test_exporters_drawing as t; print(t.drawing.svg(t.chart(), 'a'))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=os.path.dirname(__file__),
        env=os.environ | {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == first + "\n"


def test_a_spec_that_was_drawn_is_not_drawn_again(monkeypatch):
    monkeypatch.setattr(drawing, "_drawings", {})
    first = drawing.svg(chart(), "a")
    kept = drawing.kept([chart(), chart(title="Other words")])
    assert len(kept) == 1
    monkeypatch.setattr(drawing, "_converter", lambda: pytest.fail("drawn again"))
    other_words = drawing.svg(chart(title="Other words"), "b")
    assert "Other words" in other_words and "Burglary rose" not in other_words
    monkeypatch.setattr(drawing, "_drawings", {})
    drawing.remember(kept)
    assert drawing.svg(chart(), "a") == first


def test_the_order_of_keys_makes_no_difference():
    spec = chart().spec
    assert drawing.svg(chart(dict(reversed(spec.items())))) == drawing.svg(chart(spec))


def test_words_stay_words():
    root = parsed(chart(with_words(HOSTILE), HOSTILE, HOSTILE))
    texts = ["".join(node.itertext()) for node in root.iter() if node.tag != f"{SVG}svg"]
    expected = "<script>alert(\"1\")</script> & 'x' =1+1"
    assert [t for t in texts if t == expected][:3] == [expected] * 3
    assert not [node for node in root.iter() if node.tag.endswith("script")]


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ({"data": {"values": [{"u": "https://example.org/x.png"}]}, "mark": "image",
          "encoding": {"url": {"field": "u"}}}, "holds an element 'image'"),
        ({"data": {"values": [{"u": "https://example.org"}]}, "mark": "point",
          "encoding": {"href": {"field": "u"}}}, "holds an element 'a'"),
        ({"data": {"url": "https://example.org/x.csv"}, "mark": "point"}, "url not allowed"),
        ({}, "Invalid specification"),
        ({"data": {"values": [{"v": float("nan")}]}, "mark": "point"}, "not JSON compliant"),
    ],
)  # fmt: skip
def test_what_a_pack_cannot_hold_is_refused(spec, fault):
    with pytest.raises(DataError, match=fault) as caught:
        drawing.svg(chart(spec, "Where it is"))
    assert "'Where it is'" in str(caught.value)
    assert "\n" not in str(caught.value) and "http://" not in str(caught.value)


def test_a_colour_from_elsewhere_is_dropped_and_a_gradient_of_its_own_kept():
    bar = {
        "data": {"values": [{"v": 1}]},
        "encoding": {"x": {"field": "v", "type": "quantitative"}},
    }
    away = drawing.svg(
        chart(bar | {"mark": {"type": "bar", "color": "url(https://example.org/a)"}})
    )
    assert "example.org" not in away
    stops = [{"offset": 0, "color": "red"}, {"offset": 1, "color": "blue"}]
    own = bar | {"mark": {"type": "bar", "color": {"gradient": "linear", "stops": stops}}}
    assert 'fill="url(#c_1)"' in drawing.svg(chart(own), "c")


def test_every_text_says_how_wide_it_was_planned():
    words = {node.text: node for node in parsed(chart()).iter() if (node.text or "").strip()}
    last = words["6"]
    assert float(last.get("textLength")) == pytest.approx(lettering.width("6", 15, "600"), abs=0.1)
    assert last.get("lengthAdjust") == "spacingAndGlyphs"
    unmeasured = [n for n in words.values() if n.get("textLength") is None]
    assert [n.tag for n in unmeasured] == [f"{SVG}title"]


def test_no_line_of_the_grid_strikes_through_words():
    """Paper as large as the words lies right under them; where no grid is, as on a map, none."""
    root = parsed(chart())
    ((group, words),) = [
        (g, t) for g in root.iter() for t in g if t.text == "6" and t.get("font-weight") == "600"
    ]
    under = group[list(group).index(words) - 1]
    assert (under.tag, under.get("fill")) == (f"{SVG}rect", "#ffffff")
    assert under.get("transform") == words.get("transform")
    assert float(under.get("x")) < 0 and float(under.get("y")) < -10
    assert float(under.get("width")) == pytest.approx(float(words.get("textLength")) + 4, abs=0.2)
    (alone,) = [
        g for g in parsed(chart(with_words("930"))).iter() if any(t.text == "930" for t in g)
    ]
    assert [node.tag for node in alone] == [f"{SVG}text"]


def test_letters_have_the_widths_of_the_font():
    """Digits are 497 of 1,000 units wide in the regular face; the bolder, the wider."""
    assert lettering.width("0123456789", 1000) == 4970
    assert lettering.width("i", 1000) < lettering.width("m", 1000)
    assert lettering.width("930", 15) < lettering.width("930", 15, "600")
    assert lettering.width("930", 15, "odd") == lettering.width("930", 15)


def test_charts_are_drawn_in_faces_that_differ_in_nothing_but_what_is_left_out():
    """Each table stands at a multiple of four bytes with its own checksum, see OpenType's files."""
    for name in lettering.FACES:
        whole = (lettering.font_folder() / name).read_bytes()
        plain = (lettering.plain_folder() / name).read_bytes()
        kept = lettering._tables(plain)
        assert kept == {t: lettering._tables(whole)[t] for t in lettering._PLAIN}
        assert len(plain) < 0.85 * len(whole)
        for tag, checksum, place, size in lettering._directory(plain):
            numbers = struct.iter_unpack(">L", plain[place : place + -(-size // 4) * 4])
            found = sum(number for (number,) in numbers) & 0xFFFFFFFF
            assert place % 4 == 0
            assert found == checksum or tag == b"head"  # which counts without a part of itself


def test_numbers_are_short():
    assert not re.search(r"\d\.\d{3}", drawing.svg(chart(title="t", description="d")))
    assert drawing._LONG_NUMBER.sub(drawing._short, "-0.0001,12.3456,1.5e3,2.25000e-7") == (
        "0,12.35,1.5e3,0"
    )


def test_loading_the_exporters_loads_no_drawing_library():
    program = (
        "import sys; from panelpack.exporters import html; "
        "heavy = {'vl_convert', 'altair', 'nbconvert', 'typst', 'pandas'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
