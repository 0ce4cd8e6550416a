"""What a case rests on, field by field: what this system has, what the other side wrote, from which row, as of when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from gonggang.casework.queries import Case, Ranges
from gonggang.core.masks import mask
from gonggang.core.names import name_equal
from gonggang.core.national_id import id_key
from gonggang.desk.screens.cases.words import INNOCENT
from gonggang.desk.shown import place_names, urban_rural_words
from gonggang.people.queries import open_id_number
from gonggang.placements import queries as placements
from gonggang.registers.source_rows import SourceRow, source_row
from gonggang.reporting.words import HELD, OFFICIALS, RELATIONS, VERDICTS, word
from gonggang.screening import verification
from gonggang.screening.verification import HitFacts
from gonggang.subsidies import queries as subsidies

State = Literal["same", "diff", "plain", "unknown"]
MONTHS_SHOWN: Final = 6
_NAME: Final = "姓名"
_ID: Final = "身份证号"


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the comparison. `theirs` None with state unknown is hatched, never blank."""

    label: str
    ours: str
    theirs: str | None
    state: State
    # Whether the heading and what they have are words of a register, Chinese in every language.
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What stands against what: headings with their sources, and the fields."""

    ours: str
    theirs: str
    source: str
    fields: list[Field]
    note: str = ""

    @property
    def differences(self) -> int:
        return sum(field.state == "diff" for field in self.fields)


@dataclass(frozen=True, slots=True)
class Card:
    """Everything beside the case's own words that its page shows."""

    comparison: Comparison | None
    innocent: str
    precision: dict[str, int] | None
    hit: HitFacts | None
    posts: list[dict[str, Any]]
    posts_elsewhere: int
    lines: list[Any]
    held: list[Any]


def card_of(case: Case, ranges: Ranges, today: date) -> Card:
    """The card of a case; places and money out of the officer's reach are counted, not shown."""
    person = case.person
    posts = placements.of_person(person.pk, ranges) if person else []
    lines = subsidies.lines_of_person(person.pk, ranges) if person else []
    hit = verification.hit_facts(int(case.subject[4:])) if case.kind == "hit" else None
    twice = case.kind == "contested_placement" or case.topic == "duplicate_placement"
    return Card(
        comparison=_comparison(case, hit, posts, today),
        innocent=str(INNOCENT.get(case.topic, "")),
        precision=verification.precision(case.topic, ranges) if hit else None,
        hit=hit,
        posts=_posts(posts),
        posts_elsewhere=max(0, placements.count_of_person(person.pk) - len(posts)) if person and twice else 0,
        lines=lines[:MONTHS_SHOWN],
        held=[line for line in lines if line.held],
    )


def _comparison(case: Case, hit: HitFacts | None, posts: list[Any], today: date) -> Comparison | None:
    if case.kind in ("undeclared_relative", "relative_now_in_office"):
        return _relative(case)
    if hit is None or case.person is None:
        return None
    ours = _ours(case.person, posts)
    found = _row(case, hit)
    if found is not None:
        return _beside(ours, found, today)
    if hit.register is None or hit.source_file is None:
        return None
    fields = [Field(label, value, None, "unknown", recorded=True) for label, value in ours.items()]
    return Comparison(
        _("本系统"),
        hit.source_file,
        _("第 %(row)s 行") % {"row": hit.source_row} if hit.source_row else "",
        fields,
        _("对方的原始行已经不在系统里，只留下比对时记下的一句话。请向提供数据的部门再要一次。"),
    )


def _row(case: Case, hit: HitFacts) -> SourceRow | None:
    if case.person is None or not (hit.register and hit.source_file and hit.source_row):
        return None
    key = id_key(open_id_number(case.person.id_sealed))
    return source_row(hit.register, hit.source_file, hit.source_row, key)


def _ours(person: Any, posts: list[Any]) -> dict[str, str]:
    """What this system has of the person, under the headings that registers use."""
    found = {_ID: mask("id_number", open_id_number(person.id_sealed)), _NAME: person.name}
    if posts:
        found["单位名称"] = found["单位"] = posts[0].host_unit or posts[0].post.host_unit or "—"
        found["统一社会信用代码"] = posts[0].host_uscc or posts[0].post.host_uscc or "—"
    return found


def _beside(ours: dict[str, str], found: SourceRow, today: date) -> Comparison:
    fields = []
    for title, theirs in found.values.items():
        mine = ours.get(title, "—")
        fields.append(Field(title, mine, theirs or _("空白"), _state(title, mine, theirs), recorded=True))
    order = {_ID: 0, _NAME: 1}
    fields.sort(key=lambda field: order.get(field.label, 2))
    age = (today - found.as_of).days
    fields.append(
        Field(
            _("数据截至"),
            f"{today:%Y-%m-%d}",
            _("%(day)s，距今 %(n)d 天") % {"day": found.as_of.isoformat(), "n": age},
            "plain",
        )
    )
    return Comparison(
        _("本系统"),
        _(found.label),
        _("%(file)s 第 %(row)s 行") % {"file": found.file_name, "row": f"{found.row:,}"},
        fields,
        _("提供部门：%(who)s。文件校验值 %(digest)s…")
        % {"who": _(found.department), "digest": found.digest[:12]},
    )


def _state(title: str, mine: str, theirs: str | None) -> State:
    if theirs is None:
        return "unknown"
    if title == _NAME:
        return "same" if name_equal(mine, theirs).verdict == "yes" else "diff"
    if title == _ID:
        return "same" if mine == theirs else "diff"
    return "plain" if mine == "—" else ("same" if mine == theirs else "diff")


def _relative(case: Case) -> Comparison:
    facts = case.facts
    person = case.person
    declared = _("报名时填：没有") if case.kind == "undeclared_relative" else _("报名时还没有任职")
    fields = [
        Field(_("本人"), person.name if person else "—", "—", "plain"),
        Field(_("与本人关系"), declared, word(RELATIONS, facts.get("relation")) or None, "diff"),
        Field(_("任职"), "—", word(OFFICIALS, facts.get("official_kind")), "plain"),
        Field(_("亲属身份证号"), "—", facts.get("official"), "plain"),
        Field(_("是否要报备"), _("没有报备"), word(VERDICTS, facts.get("verdict")), "diff"),
    ]
    return Comparison(_("报名材料"), _("户籍亲属关系和任职名册"), "", fields)


def _posts(found: list[Any]) -> list[dict[str, Any]]:
    places = place_names(row.village_code for row in found)
    return [
        {
            "post": row.post,
            "place": places[row.village_code],
            "begins_on": row.during.lower,
            "ends_on": row.during.upper,
            "kind": urban_rural_words(row.urban_rural),
            "host_unit": row.host_unit or row.post.host_unit,
            "contested": word(HELD, f"contested_{row.contested_why}") if row.contested_why else None,
        }
        for row in found
    ]
