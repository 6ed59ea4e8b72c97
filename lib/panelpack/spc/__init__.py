"""Statistical process control: control charts, their signals, and step changes.

Numbers on dates go in; small frozen results with a table, a sentence and a chart come out.
"""

from panelpack.spc.attribute import chart
from panelpack.spc.individuals import xmr
from panelpack.spc.limits import FIRM_FROM, XMR_FACTOR
from panelpack.spc.profiles import CAUTIOUS, MDC2023, PROFILES, PTD, TEXTBOOK, Profile
from panelpack.spc.result import ControlChart
from panelpack.spc.steps import FEWEST_POINTS as FEWEST_FOR_STEPS
from panelpack.spc.steps import STEP_LEVEL, StepSuggestion, suggest_steps

__all__ = [
    "CAUTIOUS",
    "FEWEST_FOR_STEPS",
    "FIRM_FROM",
    "MDC2023",
    "PROFILES",
    "PTD",
    "STEP_LEVEL",
    "TEXTBOOK",
    "XMR_FACTOR",
    "ControlChart",
    "Profile",
    "StepSuggestion",
    "chart",
    "suggest_steps",
    "xmr",
]
