"""Street files as the publisher's archive holds them, made row by row for tests."""

import csv
import io

HEADER = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
    "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
FORCE = "Leicestershire Police"


def row(lsoa="Leicester 002A", kind="Burglary", month="2014-04", **cells):
    known = {"Month": month, "Reported by": FORCE, "Falls within": FORCE, "LSOA name": lsoa}
    known |= {"Crime type": kind, "Crime ID": "abc", "Location": "On or near High Street"}
    return [(known | cells).get(column, "") for column in HEADER]


def asb(lsoa="Blaby 002A"):
    return row(lsoa, "Anti-social behaviour", **{"Crime ID": ""})


class Archive:
    """A folder of street files; call it to write one."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, *rows, month="2014-04", force="leicestershire", header=HEADER):
        path = self.folder / month / f"{month}-{force}-street.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *rows])
        path.write_text(text.getvalue(), "utf-8")
        return path
