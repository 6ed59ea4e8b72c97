"""Whether words are borne out by figures: bound words of commentary, and the prose of reports.

Commentary binds a word that claims something to the figure that must bear it out,
`[fell]{sp12_level.change}`. The words stay as they are written; the build checks them.

| after the measure's id | the words are held against | such as |
|---|---|---|
| `.change` | the figure of a year before | rose, fewer, unchanged, doubled, improved |
| `.rolling` | the sum of the twelve months before the last twelve | rose, fewer |
| `.level` | the control limits | within expected levels, high, low, steady |
| `.assessment` | the class that the pack gives | improved, no change |
| `.history` | the earlier figures, or those since a day | highest since May 2012, lowest, best |
| `.step` | the one lasting change of level that is found | step change |
| `.trend` | the last changes on a year before | continued to fall |
| `.target` | the target in the plan | on target, missed |
| `.against.other` | the figures of other measures | higher than, lowest |

`{quoted}` marks what somebody else claims, and the sentence must say who; `{name}` marks a name
that holds such a word.
"""

from __future__ import annotations

from panelpack.claims.binding import Bound, take_out
from panelpack.claims.bound import judge
from panelpack.claims.gate import check

__all__ = ["Bound", "check", "judge", "take_out"]
