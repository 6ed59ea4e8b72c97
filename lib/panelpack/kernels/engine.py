"""papermill's engine, with a client that does not check each output by the notebook's schema."""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager
from papermill.log import logger

# As in the schema of notebooks: any JSON may stand there, and text elsewhere.
_JSON = re.compile(r"application/(.*\+)?json")
_SHOWN = ("display_data", "execute_result")


class DirectClient(PapermillNotebookClient):
    """Takes what a cell shows as it comes, where a look is enough to see that it is as it must be.

    nbformat's check of an output, and its copy of all that is in it, are a fifth of a client's
    time. Whatever is not as simple goes their way.
    """

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        """Add the output of a message to those of its cell, and return it."""
        hooks = self.output_hook_stack[msg["parent_header"].get("msg_id")]
        if display_id or hooks or self.clear_before_next_output or not is_plain(msg):
            return super().output(outs, msg, display_id, cell_index)
        outs.append(as_output(msg))
        return outs[-1]


class DirectEngine(Engine):
    """papermill's own engine, but for the class of its client."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        start_timeout: float,
        execution_timeout: float | None,
        **options: Any,
    ) -> NotebookNode:
        """Run a prepared notebook; `options` go to the client."""
        given = {"timeout": execution_timeout, "startup_timeout": start_timeout, "log": logger}
        return DirectClient(nb_man, kernel_name=kernel_name, **given, **options).execute()


def is_plain(msg: dict[str, Any]) -> bool:
    """Say whether a kernel's message shows something, and surely is as the schema wants it."""
    if msg["msg_type"] not in _SHOWN:
        return False
    match msg["content"]:
        case {"data": dict(data), "metadata": dict()} as content:
            texts = (value for mime, value in data.items() if not _JSON.fullmatch(mime))
            counted = type(content.get("execution_count", 1)) is int
            return counted and all(isinstance(text, str) for text in texts)
    return False


def as_output(msg: dict[str, Any]) -> NotebookNode:
    """Return the output that a plain message shows; JSON within it stays what it is."""
    kind, content = msg["msg_type"], msg["content"]
    made = NotebookNode(output_type=kind, metadata=content["metadata"], data=NotebookNode())
    dict.update(made.data, content["data"])
    if kind == "execute_result":
        made.execution_count = content["execution_count"]
    return made
