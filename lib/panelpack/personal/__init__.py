"""What in a text may be about one person: names, numbers of people and of cases, addresses.

A help for whoever reads texts before they are published, and no proof: a name that is on no list
and has no title before it is not found. It is made to seldom cry out over places, operations and
institutions that are named after people.
"""

from panelpack.personal.finding import Finding, digest, find

__all__ = ["Finding", "digest", "find"]
