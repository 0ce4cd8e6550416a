"""The words of the import centre: kinds of files, reasons of refusal, and where what came in can be seen."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from gonggang.exchange.intake import importers
from gonggang.registers.catalogue import REGISTERS

_STREAMS: Final = {
    "register": _("登记数据"),
    "cadres": _("村干部名册"),
    "kinship": _("亲属关系"),
    "categories": _("人员类别登记"),
}
REASONS: Final = {
    "missing_required": _("缺必填项"),
    "masked_id": _("号码带星号"),
    "scientific_notation": _("科学计数"),
    "bad_length": _("号码位数不对"),
    "bad_characters": _("号码字符不对"),
    "bad_birth_date": _("出生日期不对"),
    "bad_check_digit": _("校验码不符"),
    "bad_date": _("日期不对"),
    "bad_number": _("数字不对"),
    "bad_code": _("代码不对"),
    "unknown_code": _("写法不认得"),
    "unknown_region": _("村名查不到"),
    "unknown_post": _("岗位查不到"),
    "duplicate_in_file": _("重复"),
    "outside_territory": _("不在辖区"),
    "too_long": _("太长"),
    "formula_error": _("公式出错"),
    "sheet_locked": _("考勤已锁定"),
    "serial_taken": _("流水号已用"),
    "bad_opening": _("岗位或机构不成立"),
    "more_marks_than_days": _("天数超出"),
}
# The screen on which what came in stands.
SEEN_AT: Final = {
    "posts": "posts",
    "placements": "people",
    "attendance": "attendance",
    "complaints": "complaints",
    "bank-return": "returns",
    "register": "registers",
    "cadres": "registers",
    "kinship": "registers",
    "categories": "registers",
}


def kind_label(kind: str, register: str = "") -> object:
    """What a kind of file is called; a register by its own name."""
    if register in REGISTERS:
        return _(REGISTERS[register].label)
    return kind_labels().get(kind, kind or _("还不知道"))


def kind_labels() -> dict[str, object]:
    """Every kind that can be imported, in loading order."""
    return {importer.kind: _(importer.label) for importer in importers()} | _STREAMS


def reason_label(reason: str) -> object:
    """A reason of refusal in few words; an unknown one stands for itself."""
    return REASONS.get(reason, reason)


def short_digest(digest: str) -> str:
    """A digest as people compare it: its first and last four characters."""
    return f"{digest[:4]}…{digest[-4:]}" if digest else "—"


def size_words(size: int) -> str:
    """A size in KB or MB."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"
