"""Areas of partners' figures that the force is not made of, told to whoever builds a pack."""

from __future__ import annotations

from collections.abc import Iterator

from panelpack.opendata.areas import areas_of
from panelpack.returns.cells import unknown_area
from panelpack.series import Figures


def told(figures: Figures) -> Iterator[str]:
    """Yield a line for each measure and area that the audience sees, and no reference table knows.

    Nothing in a workbook without districts of its force: it can't tell.
    """
    plan = figures.plan
    known = areas_of(plan.folder, plan.settings.force)
    sent = (m for m in plan.measures.values() if known and m.partner)
    for measure in sent:
        for area in figures.areas(measure.id):
            if area not in known:
                fault = unknown_area(area, known)
                yield (
                    f"{measure.id} has figures of {area!r}, {fault.message}, and they are shown as "
                    f"sent. {fault.remedy} Have {measure.partner} correct its return."
                )
