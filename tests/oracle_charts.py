"""Cases of tests/oracle/control-charts.json as pandas series."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

FILE = Path(__file__).parent / "oracle" / "control-charts.json"
CLOSE = 1e-9


@cache
def cases(program):
    """Cases by name for which the file holds that program's results."""
    return {c["name"]: c for c in json.loads(FILE.read_text())["cases"] if program in c}


def series(case, column="values"):
    values = np.array(case[column], dtype=float)
    return pd.Series(values, index=pd.to_datetime(case["dates"]))


def expected(results, screened):
    return results.get("either") or results["screened" if screened else "unscreened"]


def numbers(line, rows):
    """A line of the file as one number a row, NaN for none."""
    return np.broadcast_to(np.array(line, dtype=float), (rows,))
