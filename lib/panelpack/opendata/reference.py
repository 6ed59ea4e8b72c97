"""Reference tables: districts with their partnership and force, populations, boundaries."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pandas as pd

from panelpack.errors import DataError
from panelpack.opendata.names import force_name
from panelpack.opendata.source_table import read_bytes, read_table, refuse_repeats, whole_numbers
from panelpack.opendata.store import Input, Source

SOURCE = Source(
    title="Districts, populations and district boundaries",
    publisher="Office for National Statistics; boundaries also Ordnance Survey",
    url="https://geoportal.statistics.gov.uk/",
    published=(
        "districts.csv: local authority districts with their community safety partnership and "
        "police force area, England and Wales, 2016. populations.csv: mid-year estimates of the "
        "resident population (ons.gov.uk, population estimates). districts.geojson: district "
        "boundaries of 2013."
    ),
    derived=(
        "Forces under one spelling. Boundaries: name and code only, coordinates rounded to four "
        "decimals (about ten metres), outer rings clockwise as d3 and Vega want them."
    ),
    notes=("The population of a force area is the sum of its districts.",),
    attribution=(
        "Contains National Statistics data © Crown copyright and database right 2013 and "
        "Ordnance Survey data © Crown copyright and database right 2013, licensed under the "
        "Open Government Licence v3.0."
    ),
)

DECIMALS = 4
_POPULATIONS_HEADER = ("code", "name", "year", "population")
_CODE, _NAME = re.compile(r"LAD\d\dCD"), re.compile(r"LAD\d\dNM")


def read_lookup(path: Path) -> tuple[pd.DataFrame, Input]:
    """Read the ONS lookup of one year: district, code, csp, force, sorted by code.

    The column names carry the year (LAD16CD, LAD17CD), any year will do.
    """
    match = re.search(rb"LAD(\d\d)CD", read_bytes(path)[:200])
    year = match[1].decode() if match else "16"
    header = tuple(f"{kind}{year}{part}" for kind in ("LAD", "CSP", "PFA") for part in ("CD", "NM"))
    raw, record = read_table(path, (*header, "FID"))
    table = pd.DataFrame(
        {
            "district": raw[f"LAD{year}NM"],
            "code": raw[f"LAD{year}CD"],
            "csp": raw[f"CSP{year}NM"],
            "force": raw[f"PFA{year}NM"].map(force_name),
        }
    )
    refuse_repeats(path, table, ["code"])
    return table.sort_values("code", ignore_index=True), record


def read_populations(path: Path, districts: pd.DataFrame) -> tuple[pd.DataFrame, Input]:
    """Read the populations: code, district, year, population, sorted by code and year.

    Raise DataError if a code is not in the table of districts.
    """
    raw, record = read_table(path, _POPULATIONS_HEADER)
    unknown = set(raw["code"]) - set(districts["code"])
    if unknown:
        raise DataError(
            f"{path}: {min(unknown)} is not in the lookup of districts. Use tables of one year."
        )
    table = raw.rename(columns={"name": "district"})
    table["year"] = whole_numbers(path, raw, "year")
    table["population"] = whole_numbers(path, raw, "population")
    refuse_repeats(path, table, ["code", "year"])
    return table.sort_values(["code", "year"], ignore_index=True), record


def read_boundaries(path: Path, districts: pd.DataFrame) -> tuple[dict, Input]:
    """Read the boundaries into GeoJSON with the properties `code` and `district` only.

    Raise DataError if the file is not GeoJSON of polygons or has a district without a code of
    the lookup.
    """
    content = read_bytes(path)
    try:
        features = [_feature(item) for item in json.loads(content)["features"]]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise DataError(
            f"{path}: not GeoJSON of districts with LADyyCD and LADyyNM ({error!r}). "
            "Download the boundaries as GeoJSON again."
        ) from error
    unknown = {item["properties"]["code"] for item in features} - set(districts["code"])
    if unknown:
        raise DataError(
            f"{path}: {min(unknown)} is not in the lookup of districts. Use files of one area."
        )
    features.sort(key=lambda item: item["properties"]["code"])
    record = Input(path.name, sha256(content).hexdigest(), len(features))
    return {"type": "FeatureCollection", "features": features}, record


def geojson_bytes(collection: dict) -> bytes:
    """Return the boundaries with one district a line, so that a change can be read."""
    lines = (
        json.dumps(item, ensure_ascii=False, separators=(",", ":"))
        for item in collection["features"]
    )
    body = ",\n".join(lines)
    return f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'.encode()


def _feature(item: dict) -> dict:
    properties, geometry = item["properties"], item["geometry"]
    shapes = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}
    polygons = [_polygon(rings) for rings in shapes[geometry["type"]]]
    single = geometry["type"] == "Polygon"
    return {
        "type": "Feature",
        "properties": {
            "code": _property(properties, _CODE),
            "district": _property(properties, _NAME),
        },
        "geometry": {
            "type": geometry["type"],
            "coordinates": polygons[0] if single else polygons,
        },
    }


def _property(properties: dict, pattern: re.Pattern) -> str:
    return next(
        (value for name, value in properties.items() if pattern.fullmatch(name)), None
    ) or _missing(pattern)


def _missing(pattern: re.Pattern) -> str:
    raise KeyError(pattern.pattern)


def _polygon(rings: list) -> list:
    """Round the rings and turn them: the outer clockwise, holes the other way.

    d3 measures on the sphere and takes an outer ring the other way round for the whole globe
    except the district.
    """
    rounded = [_round(ring) for ring in rings]
    return [
        ring if (doubled_area(ring) < 0) == (number == 0) else ring[::-1]
        for number, ring in enumerate(rounded)
    ]


def _round(ring: list) -> list:
    points = [[round(x, DECIMALS), round(y, DECIMALS)] for x, y, *_ in ring]
    kept = [
        point for before, point in zip([None, *points], points, strict=False) if point != before
    ]
    if len(kept) < 4 or kept[0] != kept[-1]:
        raise ValueError("a ring that is not closed or too small")
    return kept


def doubled_area(ring: list) -> float:
    """Return twice the signed area of a ring: below zero if it runs clockwise on the map.

    >>> doubled_area([[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]])
    -2
    """
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
