"""The Police and Crime Plan as data: partners, priorities, measures, quarters.

A workbook's `params/` folder holds one `plan.yaml`, one file a priority and one short file a
quarter. They are read strictly (see `yamlfile`) and every reference between them is checked, so
a plan that loads is a plan that can be reported on.
"""

from panelpack.plan.load import (
    DEFAULT_DELAY_QUARTERS,
    load_engine,
    load_plan,
    load_quarter,
)
from panelpack.plan.measure import Break, Exclusion, Measure, OpenData, Step, Target
from panelpack.plan.model import Panel, Partner, Plan, PlanFile, Priority
from panelpack.plan.quarterfile import QuarterFile
from panelpack.workbook import find_workbook, quarters_on_file

__all__ = [
    "DEFAULT_DELAY_QUARTERS",
    "Break",
    "Exclusion",
    "Measure",
    "OpenData",
    "Panel",
    "Partner",
    "Plan",
    "PlanFile",
    "Priority",
    "QuarterFile",
    "Step",
    "Target",
    "find_workbook",
    "load_engine",
    "load_plan",
    "load_quarter",
    "quarters_on_file",
]
