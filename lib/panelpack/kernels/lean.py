"""Leave out an import that costs more than a notebook.

jsonschema takes `rfc3987_syntax` if it is installed (JupyterLab brings it), and that builds a
grammar for international addresses while it is imported: 1.0 to 1.5 seconds. Neither notebooks nor
charts have such an address in their schemas, so in our own processes jsonschema is loaded as if the
grammar were not installed.
"""

from __future__ import annotations

import importlib
import sys

_GRAMMAR = "rfc3987_syntax"


def import_jsonschema() -> None:
    """Import jsonschema without its grammar; to be called before nbformat, nbclient or altair.

    Only jsonschema goes without: code that asks for the grammar itself gets it. Where jsonschema
    has been imported already nothing changes.
    """
    if _GRAMMAR in sys.modules:
        return
    sys.modules[_GRAMMAR] = None  # Python's own way to say: not installed
    try:
        importlib.import_module("jsonschema")
    finally:
        del sys.modules[_GRAMMAR]
