"""Run every notebook of another force's workbook in this process, and look at what it shows."""

import json
import re
from contextlib import contextmanager

import pytest

from panelpack import judgement, ready
from panelpack.document import Block, Chart, from_json
from panelpack.plan import load_plan
from panelpack.section import spine
from panelpack.series import Figures
from section_cells import of_type, shown_by, words

NO_WORDS = re.compile(r"\b(nan|None|inf|NaN|NaT|nat|True|False)\b|\{|\}|\.\.(?!\.)|  ")


@contextmanager
def opened(folder):
    """Share figures and classes between the notebooks of a workbook while they run."""
    figures, judged, plan = {}, {}, load_plan(folder)

    def open_figures(of_plan, *of):
        return figures.setdefault(of, Figures(of_plan, *of))

    def judge(of):
        key = of.quarter, of.audience, of.as_at
        if key not in judged:
            judged[key] = judgement.judge_all(of)
        return judged[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(ready, "Figures", open_figures)
        patch.setattr(ready, "load_plan", lambda folder: plan)
        patch.setattr(spine, "judge_all", judge)
        yield plan


def run(folder, quarter, audience="public"):
    """Run all sections for a quarter; yield section, call and block, each checked."""
    parameters = {"quarter": str(quarter), "audience": audience, "as_at": ""}
    with opened(folder) as plan:
        for section in plan.settings.order:
            for source, block in shown_by(plan.notebook(section), parameters):
                check(block, f"{section}: {source}")
                yield section, source, block


def check(block, where):
    """Assert that a block can be kept and read, and holds no figure that is none."""
    assert isinstance(block, Block), where
    plain = json.loads(json.dumps(block.to_json(), allow_nan=False))
    assert from_json(plain) == block, where
    for text in words(plain):
        assert not NO_WORDS.search(text), f"{where}: {text}"
    assert all(chart.table.rows for chart in of_type(block, Chart)), where
