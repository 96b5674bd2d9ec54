"""The closed lists of the course: types and states that files, items and pages share."""

from typing import Literal

State = Literal["current", "stale", "missing"]
Confidence = Literal["verified", "verified-press", "recall"]
ItemType = Literal["single", "multi", "truefalse", "match", "order", "cloze"]
Use = Literal["check", "exam"]
Status = Literal["draft", "reviewed", "retired"]
Scoring = Literal["partial", "all", "pairs", "absolute", "longest"]  # the last three: order only
