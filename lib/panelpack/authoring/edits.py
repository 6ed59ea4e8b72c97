"""Put a few lines into a YAML file and leave every other byte as it is, comments and order too."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from textwrap import indent

import yaml

from panelpack.errors import DataError
from panelpack.plan import load_plan
from panelpack.scratch import Scratch

# The plan names a line of what would have been written, which nobody can look up.
_LINE = re.compile(r"^(params/[^,:]*), line [0-9]+: ", re.MULTILINE)


def with_measure(text: str, block: str, shown_as: str) -> str:
    """Return a priority's file with a measure after its last one."""
    node = _value(text, "measures", shown_as)
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise DataError(f"{shown_as}: write 'measures' over several lines, a measure a block")
    lines = text.splitlines(keepends=True)
    column = node.value[0][0].start_mark.column
    last = node.end_mark.line if node.end_mark.column == 0 else len(lines)
    while not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#"):
        last -= 1
    if not lines[last - 1].endswith("\n"):
        lines[last - 1] += "\n"
    return "".join([*lines[:last], indent(block, " " * column), *lines[last:]])


def with_section(text: str, section: str, after: str) -> str:
    """Return a plan with a section in its `order`, after another one."""
    node = _value(text, "order", "params/plan.yaml")
    names = {item.value: item for item in getattr(node, "value", ()) if hasattr(item, "value")}
    if after not in names:
        raise DataError(f"params/plan.yaml: 'order' has no {after!r}; it has {', '.join(names)}")
    return _listed(text, node, names[after], section)


def with_row(text: str, panel: str, measure: str, shown_as: str) -> str:
    """Return a priority's file with a measure as the last row of one of its panels."""
    found = {}
    for node in getattr(_value(text, "panels", shown_as), "value", ()):
        keys = {key.value: value for key, value in getattr(node, "value", ())}
        if "code" in keys and isinstance(keys.get("rows"), yaml.SequenceNode):
            found[keys["code"].value] = keys["rows"]
    if panel not in found:
        raise DataError(f"{shown_as}: there is no panel {panel!r}; it has {', '.join(found)}")
    rows = found[panel]
    if rows.value:
        return _listed(text, rows, rows.value[-1], measure)
    return f"{text[: rows.start_mark.index]}[{measure}]{text[rows.end_mark.index :]}"


def _listed(text: str, node: yaml.SequenceNode, after: yaml.Node, name: str) -> str:
    """Return a file with a name in one of its lists, after another item."""
    end = after.end_mark.index
    if node.flow_style:
        return f"{text[:end]}, {name}{text[end:]}"
    # A comment behind the name before stays with it.
    end = end + len(text[end:].partition("\n")[0])
    return f"{text[:end]}\n{' ' * node.start_mark.column}- {name}{text[end:]}"


def write_all(workbook: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files of a workbook, all or none, if its plan can then be read; return their paths.

    Raises DataError with what the plan says of them, or when the disk refuses.
    """
    _try_out(workbook, files)
    paths = [workbook / name for name in files]
    before = {path: path.read_bytes() for path in paths if path.exists()}
    try:
        for path, content in zip(paths, files.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f".{path.name}.new")
            partial.write_bytes(content)
            os.replace(partial, path)
    except OSError as error:
        for path in paths:
            with suppress(OSError):
                path.with_name(f".{path.name}.new").unlink()
            with suppress(OSError):
                path.write_bytes(before[path]) if path in before else path.unlink()
        raise DataError(f"{error.filename}: could not be written ({error.strerror})") from error
    return paths


def _try_out(workbook: Path, files: Mapping[str, bytes]) -> None:
    """Read the plan as it would be; raise DataError for what is wrong with it."""
    with Scratch() as scratch:
        for path in (workbook / "params").rglob("*"):
            if path.is_file():
                copy = scratch / path.relative_to(workbook)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)  # that may be written over, whatever the file allows
        for name, content in files.items():
            if name.startswith("params/"):
                (scratch / name).write_bytes(content)
        try:
            load_plan(scratch)
        except DataError as error:
            raise DataError(_LINE.sub(r"\1, which was not written: ", str(error))) from None


def _value(text: str, key: str, shown_as: str) -> yaml.Node:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if name.value == key:
            return value
    raise DataError(f"{shown_as}: has no {key!r}")
