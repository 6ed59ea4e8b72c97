"""How every chart looks: colours, type, sizes, dashes.

Colours are those of the Government Analysis Function's palette for charts. Nothing is told by
colour alone: lines differ in dash and carry their names, signals differ in shape.
"""

from __future__ import annotations

TEXT = "#0b0c0c"
PAPER = "#ffffff"
DARK_BLUE = "#12436D"
TURQUOISE = "#28A197"
DARK_PINK = "#801650"
ORANGE = "#F46A25"
DARK_GREY = "#3D3D3D"
LIGHT_PURPLE = "#A285D1"
LIMIT_GREY = "#595959"
GRID = "#e0e2e3"
SHADE = "#f0f1f2"
VEIL = 0.06
"""How much ink shades a part of the plot in which the grid is seen all the same."""
BAND_80 = "#9db4c8"
BAND_95 = "#d9e2ea"

SEQUENCE = ("#e3ecf4", "#b5cbe0", "#7fa6c9", "#3a6ea5", "#12436D")
"""From little to much, the darker the more: one hue, so that grey tells the same."""
LIGHT_TEXT_FROM = 3
"""The first shade of the sequence on which letters are white."""

FONT = "Source Sans Pro, sans-serif"
FONT_SIZE = 15
TITLE_SIZE = 16
TITLE_OFFSET = 14

WIDTH = 560
"""Pixels of the plot; with the axis a drawing is about 640 wide, 170 mm on paper."""
TOTAL_WIDTH = 630
HEIGHT = 300
AXIS_EXTENT = 40
"""Least pixels for the numbers of a vertical axis."""
TEXT_GAP = 19
"""Least distance in pixels between the middles of two labels, one above the other."""
LETTER_WIDTH = 0.52
"""Mean width of a letter of the font, as a share of its size."""

LINE_WIDTH = 2.5
THIN = 1.5
POINT_SIZE = 40
SMALL_POINT = 22
SIGNAL_SIZE = 130
LONG_DASH = (8, 4)
SHORT_DASH = (3, 3)
DASH_DOT = (10, 3, 2, 3)

CONFIG = {
    # Each drawing has one text alternative; marks that name their own fields would only add noise.
    "aria": False,
    "background": PAPER,
    "padding": 5,
    "font": FONT,
    "customFormatTypes": False,
    "view": {"stroke": None},
    "axis": {
        "labelColor": TEXT,
        "titleColor": TEXT,
        "labelFontSize": FONT_SIZE,
        "titleFontSize": FONT_SIZE,
        "titleFontWeight": "normal",
        "labelLimit": 0,
        "titleLimit": 0,
        "gridColor": GRID,
        "domainColor": DARK_GREY,
        "tickColor": DARK_GREY,
    },
    # Panels beside each other line up, whatever their numbers.
    "axisY": {"minExtent": AXIS_EXTENT},
    "title": {
        "color": TEXT,
        "fontSize": TITLE_SIZE,
        "fontWeight": 600,
        "anchor": "start",
        "limit": 0,
        "subtitleColor": TEXT,
        "subtitleFontSize": FONT_SIZE,
    },
    "text": {"color": TEXT, "fontSize": FONT_SIZE},
    "line": {"color": DARK_BLUE, "strokeWidth": LINE_WIDTH},
    "point": {"color": DARK_BLUE, "filled": True, "opacity": 1, "size": POINT_SIZE},
}
