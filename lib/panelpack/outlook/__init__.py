"""Prediction of monthly and quarterly counts: ranges for periods and for their totals.

Plain counts on dates go in; small frozen results with a table and a sentence come out.
"""

from panelpack.outlook.prediction import FEWEST, predict
from panelpack.outlook.replay import Backtest, backtest
from panelpack.outlook.result import Prediction, Total

__all__ = ["FEWEST", "Backtest", "Prediction", "Total", "backtest", "predict"]
