"""A Jupyter workbook that builds a Police and Crime Commissioner's quarterly report pack."""

from __future__ import annotations

__all__ = ["open"]
__version__ = "0.1.0"


def open(section: str, quarter: str, audience: str = "public", as_at: str = "", workbook: str = ""):
    """Open a section of the pack for a notebook; see `panelpack.section.open_section`."""
    from panelpack.section import open_section  # a command that opens no section need not wait

    return open_section(section, quarter, audience, as_at, workbook)
