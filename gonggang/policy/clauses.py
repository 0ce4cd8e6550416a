"""The rows of the policy in our own words: what each asks of the system, from `clauses.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from gonggang.policy.yaml_files import read_yaml

_FILE: Final = Path(__file__).with_name("clauses.yaml")

# What a row rests on: a written in the policy, b implied by it, c expected by those who use the system.
ClauseLevel = Literal["a", "b", "c"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One row. `chapter` is T1-T20 for the tasks, S for phases, W for demands, X for what crosses all."""

    id: str
    chapter: str
    level: ClauseLevel
    summary_zh: str
    summary_en: str


@lru_cache(maxsize=1)
def clause_rows() -> Mapping[str, Clause]:
    """Every row by its id, in the order of the policy."""
    rows = [Clause(**row) for row in read_yaml(_FILE)["rows"]]
    return MappingProxyType({row.id: row for row in rows})
