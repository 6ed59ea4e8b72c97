"""Words by which a sentence tells what it compares, and how it is borne out."""

from __future__ import annotations

import re

from panelpack import assessment
from panelpack.claims import vocabulary

TESTED = re.compile(vocabulary.pattern(" ".join(assessment.CLAIMING)), re.IGNORECASE)
NO_CHANGE = re.compile(r"\b(?:no|not|non|none)\b|common cause|\bwithin\b", re.IGNORECASE)
TEST_SHOWN = re.compile(r"\bp\s*[=<]\s*0?\.\d|\b95\s*%|confidence interval|\brange of\b", re.I)
RANGE_SHOWN = re.compile(
    r"(?:between|from|limits? of|range of) [\d,.]+%? (?:and|to|[–-]) [\d,.]+", re.I
)
CLASS = re.compile(
    rf"{TESTED.pattern}|improve|deteriorat|no change|cause|^\W*[<=]?\s*0?\.\d+|\bp\b",
    re.IGNORECASE,
)
AMONG_ITS_OWN = re.compile(
    r"\bon record|\brecord\b|\bof (?:these|the|all) (?:\w+ )?(?:years|quarters|months)|\bn?ever\b",
    re.I,
)
GOOD = re.compile(r"\bgood news|encouraging|\bpositive|\bsuccess|\bpleas(?:ed|ing)|welcome", re.I)
REDUCE = re.compile(r"\breduc|\bprevent|\bfewer|\bcut|\bless\b|\btackl", re.IGNORECASE)
HARM = re.compile(
    r"\bkilled|\binjur|casualt|collision|\bcrime|offen[cd]|burglar|robber|\btheft|complaint|sickness"
    r"|absence|waiting|\btime\b|minutes|vacanc|repeat|violence|\bassault|anti-?social|deaths?\b|\bfires?\b"
    r"|\bwaits?\b|abandon|false alarms|\bdamage",
    re.IGNORECASE,
)
"""What fewer of is better."""
OTHER = re.compile(
    r"\bsince\b|\bprevious quarters?|\bpast (?:years|months|quarters)|\bmonth on month"
    r"|\brecent years"
    r"|\brecent (?:weeks|months|quarters)"
    r"|\bin (?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\b(?! to\b)"
    r"|\b(?:each|every|all|both) of the (?:last|past) "
    r"|\bbetween \w+ \d{4} and\b|\bover (?:a number of|several|the (?:last|past)) ",
    re.IGNORECASE,
)
COMPARED = re.compile(
    r"\bthan\b|compar|\bsince\b|last (?:year|quarter|month)|\bprevious|\bprior|\bagainst\b"
    r"|\bversus\b|"
    r"year[- ]on[- ]year|\bfrom\b[^.]*\d|\bfrom \w+ to (?:one|two|three|four|five|six"
    r"|seven|eight|nine|ten)\b|\bon (?:the )?(?:same|year|last|previous|20\d\d)"
    r"|a year (?:ago|earlier|"
    r"before)|\bbaseline|\bbetween\b|\b(?:in|over|for) (?:each of )?(?:the )?(?:past|last)"
    r"|\b(?:second|third|fourth) \w+ running|\b(?:both|each|all) (?:\w+ )?years|month on month",
    re.IGNORECASE,
)
LAST_YEAR = re.compile(
    r"\b(?:last year|previous year|year before|year ago|year earlier|same (?:period"
    r"|quarter))",
    re.I,
)
WITHIN = re.compile(
    r"\b(?:within|during|throughout|across) (?:the |this )?(?:\w+ )?(?:quarter|year|period)",
    re.IGNORECASE,
)
BEFORE = re.compile(
    r"\b(?:than|since|from|against|compared (?:with|to)|on|of)\b(.*)", re.IGNORECASE | re.DOTALL
)
NEARLY = re.compile(r"\b(?:nearly|almost|about|roughly|close to)\W+$", re.IGNORECASE)
DECLARED = re.compile(
    r"\b(?:reports?|papers?|figures|comparisons?|changes|tables?)\b[^.]{0,120}\bcompar\w+[^.]{0,40}"
    r"\b(?:with|to|against)\b|\bcomparisons (?:are|is) (?:with|to|against)\b",
    re.IGNORECASE,
)
"""A sentence by which a report says what it compares throughout."""
CHANGED = re.compile(
    r"\b(?:increases?|rises?|growth|falls?|reductions?|decreases?|drops?|changes?)\b", re.IGNORECASE
)
