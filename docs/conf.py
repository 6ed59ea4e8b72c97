"""How the documentation is built: `make docs`. Nothing is fetched, a warning is an error."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import panelpack

project = "panelpack"
version = release = panelpack.__version__
language = "en-GB"
extensions = ["myst_parser", "sphinx.ext.autodoc", "from_code"]
exclude_patterns = ["from_code"]

myst_enable_extensions = ["deflist", "fieldlist"]
# Every heading can be linked to; the pages on GitHub have the same anchors.
myst_heading_anchors = 4

# Single backquotes in docstrings mark code.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True

html_theme = "furo"
html_title = "panelpack"
html_static_path = ["look"]
html_css_files = ["docs.css"]
html_copy_source = False
html_show_copyright = False
