"""Texts that would be more than text in one or another kind of file, for tests of every output."""

MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></svg><svg onload=alert(1)>",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "]]><!--",
    '#panic() #read("/etc/passwd") $ x $ @ref <label> `raw` \\u{41}',
    "*strong* _emphasis_ = heading",
    "{{ 7 * 7 }} {% raw %} {# note #}",
    "<w:p><w:r/></w:p><?pi?>",
)
FORMULAS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "@SUM(A1:A9)",
    '=HYPERLINK("x","y")',
    "\t=1+1",
    "\r=1+1",
    "\uff1d1+1",
)
STEERING = ("a\x1b[2Jb", "a\x00b", "a\r\nb", "9\u202e039", "a\u2028b", "\ufeffa\x9bb")
NUMBERS = ("-4.4%", "+127", "-12", "1,021", "£3.24")
"""What begins like a formula and is a printed number: stays as it is."""

ALL = (*MARKUP, *FORMULAS, *STEERING)
