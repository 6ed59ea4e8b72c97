"""Run a notebook's cells as a notebook does, and look into what they show."""

import ast
import json
import re

from panelpack.document import Badge, Chart, Group, Table

NUMBER = re.compile(r"[+−]?£?−?\d[\d,]*(?:\.\d+)?")


def shown_by(path, parameters):
    """Yield the source of each code cell that shows something, and what it shows."""
    known = {}
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, path.name, "exec"), known)
        if "parameters" in cell["metadata"].get("tags", []):
            known |= parameters
        if last is not None:
            shown = eval(compile(ast.Expression(last.value), path.name, "eval"), known)
            yield ast.unparse(last), shown


def blocks(block):
    """Yield a block and all that it is made of, in reading order."""
    yield block
    for part in block.blocks if isinstance(block, Group) else ():
        yield from blocks(part)
    if isinstance(block, Chart):
        yield block.table


def of_type(block, kind):
    """Return the blocks of a kind within a block."""
    return [b for b in blocks(block) if isinstance(b, kind)]


def table(block, number=0):
    """Return the rows of a block's table, cells as words."""
    found = of_type(block, Table)[number]
    return [tuple(c.word if isinstance(c, Badge) else c for c in row) for row in found.rows]


def said(block):
    """Return a block's words in one line."""
    return " ".join(block.plain().split())


def words(value):
    """Yield every text of a block's JSON, drawings left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "spec":
                yield from words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner)
    elif isinstance(value, str):
        yield value


def numbers(text):
    """Return the numbers of a text: `−4.5%` is -4.5, `£3.24m` is 3.24."""
    return [
        float(found.replace(",", "").replace("£", "").replace("−", "-"))
        for found in NUMBER.findall(text)
    ]
