"""`tables/datapackage.json`: what the CSV tables hold, as a Frictionless Data Package."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from panelpack.document import Cover
from panelpack.pack.fields import DASHBOARD, MEASURES, Field

LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
NOT_FOR_PUBLICATION = "Not for publication"
TABLES = {
    "measures": ("Measures", "One row for each measure and each column it stands in.", MEASURES),
    "dashboard": ("Dashboard (Appendix A)", "One row for each cell of the dashboard.", DASHBOARD),
}
"""Each table's title, what a row is, and its columns."""


def datapackage(cover: Cover, name: str, csv: Mapping[str, bytes]) -> bytes:
    """Return the description of CSV tables as JSON; `csv` holds each by its name in TABLES.

    `name` names the pack in letters, digits, `.`, `_` and `-`, as the standard asks.
    """
    told = {
        "profile": "tabular-data-package",
        "name": name,
        "title": f"{cover.title}, {cover.quarter}",
        "description": description(cover),
        "created": f"{cover.as_at}T00:00:00Z",
        "sources": [{"title": title} for title in sources(cover)],
        "contributors": [{"title": cover.office, "role": "publisher"}] if cover.office else [],
        "resources": [_resource(table, content) for table, content in csv.items()],
    }
    if not told["contributors"]:
        del told["contributors"]
    if not cover.is_internal:
        told["licenses"] = [LICENCE]
    return f"{json.dumps(told, ensure_ascii=False, indent=1)}\n".encode()


def description(cover: Cover) -> str:
    """Say what a pack's tables are, and that they are not for publication where that is so."""
    said = f"The figures of the quarterly performance report for {cover.period}"
    said += f", {cover.area}." if cover.area else "."
    return f"{NOT_FOR_PUBLICATION}. {said}" if cover.is_internal else said


def sources(cover: Cover) -> tuple[str, str]:
    """Return where a pack's figures come from; each figure names its own source beside it."""
    return (
        f"Returns of the partners to the {cover.office or 'office'}",
        "Open data of the Home Office, police.uk and the Office for National Statistics",
    )


def _resource(table: str, content: bytes) -> dict[str, Any]:
    title, row, fields = TABLES[table]
    return {
        "profile": "tabular-data-resource",
        "name": table,
        "path": f"{table}.csv",
        "title": title,
        "description": row,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"lineTerminator": "\n"},
        "schema": {
            "fields": [_field(name, field) for name, field in fields.items()],
            "missingValues": [""],
        },
    }


def _field(name: str, field: Field) -> dict[str, Any]:
    told = {"name": name, "type": field.type, "title": field.title}
    told["description"] = field.description
    return told | ({"constraints": {"enum": list(field.only)}} if field.only else {})
