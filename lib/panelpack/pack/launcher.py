"""Start a kernel, or any process of ours, without the slowest import of the environment.

`python -m panelpack.pack.launcher -f FILE` is `python -m ipykernel_launcher -f FILE`, quicker.
"""

from __future__ import annotations

import sys


def skip_grammar() -> None:
    """Keep jsonschema from building a grammar of web addresses: over a second each process.

    JupyterLab brings the grammar along, and nothing in a notebook's or a chart's schema asks for
    it. Only for processes of our own, as it holds for the whole process.
    """
    sys.modules.setdefault("rfc3987_syntax", None)


if __name__ == "__main__":
    skip_grammar()
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
