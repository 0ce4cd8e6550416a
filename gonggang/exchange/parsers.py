"""One function a kind of column: from a cell to a value. `parse(cell, context)`; a blank cell gives None.

A parser raises CellProblem where the row cannot be used, and warns where only a value is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from gonggang.core.bank_account import bank_account_luhn
from gonggang.core.dates import parse_date
from gonggang.core.money import parse_amount
from gonggang.core.month import Month
from gonggang.core.national_id import check_character, parse_national_id
from gonggang.core.text import drop_invisible, half_width, tidy_number, unreadable
from gonggang.core.uscc import parse_uscc
from gonggang.exchange.cells import CellContext, CellProblem, is_blank, quoted, shown, without_control
from gonggang.exchange.tables import Cell

__all__ = [
    "CellContext",
    "CellProblem",
    "Parser",
    "account",
    "amount_fen",
    "choice",
    "choices",
    "day",
    "day_or_open",
    "days_if_clear",
    "days_of_month",
    "id_number",
    "kept_number",
    "month",
    "name",
    "phone",
    "sex",
    "text",
    "uscc",
    "whole_number",
    "whole_number_up_to",
    "yes_no",
]

Parser = Callable[[Cell, CellContext], Any]

_EXACT_DIGITS: Final = 15  # a spreadsheet keeps no more of a number than this
_FORMULA_ERROR: Final = re.compile(r"^#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)$")
_DIGITS: Final = re.compile(r"\d+")
_LIKE_A_DATE: Final = re.compile(r"^\d{4}\D{0,2}\d{1,2}\D{0,2}\d{1,2}\D?$")
_DAYS_1900_TO_1904: Final = 1462
_COUNT: Final = re.compile(r"^(\d{1,9})(?:\.0+)?(?:天|日|个|人|名|次|岗|户|岁|小时)?$")
_MOBILE: Final = re.compile(r"^1[3-9]\d{9}$")
_LANDLINE: Final = re.compile(r"^(0\d{2,3}-?)?\d{7,8}(-\d{1,5})?$")
_STRANGE_MAX: Final = 3
_QUOTES: Final = '"\u201c\u201d\u300c\u300d'
_LIKE_X: Final = "\u03a7\u0425\u00d7"  # Greek, Cyrillic, the sign of multiplication
_FEN_MAX: Final = 10**13  # a hundred billion yuan: more than any cell of these sheets can mean
_SEPARATORS: Final = re.compile(r"[、,;/|+\n]")

SCIENTIFIC: Final = (
    "号码被表格软件变成了科学计数，后几位已经丢失，补 0 也不对。请把该列设为文本格式后重新录入完整号码。"
)


def text(cell: Cell, context: CellContext) -> str | None:
    """Words as written, trimmed, without control characters."""
    if is_blank(cell):
        return None
    words = without_control(shown(cell))
    if words.startswith("#") and _FORMULA_ERROR.match(words):
        if context.required:
            raise CellProblem("formula_error", f"公式出错（{words}），没有值。请改正公式，或直接填写。")
        context.warn("formula_error", f"公式出错（{words}），此格按空白处理。请改正公式，或直接填写。")
        return None
    return words or None


def name(cell: Cell, context: CellContext) -> str | None:
    """A person's name as written, without the spaces that align it; the dot stays as it is (clause 7.7)."""
    words = text(cell, context)
    return drop_invisible(words) or None if words else None


def kept_number(cell: Cell, context: CellContext) -> str | None:
    """A number that only names something (post, serial, code): half width, upper case, nothing lost."""
    if is_blank(cell):
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 10**_EXACT_DIGITS:
        raise CellProblem("scientific_notation", SCIENTIFIC)
    tidied = tidy_number(text(cell, context))
    if unreadable(tidied) == "scientific_notation":
        raise CellProblem("scientific_notation", SCIENTIFIC)
    return tidied or None


def id_number(cell: Cell, context: CellContext) -> str | None:
    """An identity number of 18 characters (GB 11643, clause 5.6); old ones are brought to 18 with a warning.

    Refuses with the reasons of `parse_national_id`. A numeric cell of more than 15 digits has lost the rest.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell >= 10**_EXACT_DIGITS:
        raise CellProblem("scientific_notation", SCIENTIFIC)
    written = shown(cell)
    read = parse_national_id(written, context.as_of)
    if read.verdict != "ok":
        raise CellProblem(read.verdict, _id_message(read.verdict, tidy_number(written)))
    if read.warnings:
        context.warn("fifteen_digit_id", "是 15 位旧号，已按规则升为 18 位。请核对现用证件。")
    return read.number


def _id_message(verdict: str, tidied: str) -> str:
    if verdict == "bad_check_digit":
        expected = check_character(tidied[:17])
        return (
            f"校验码应为 {expected}，填的是 {tidied[17]}。请对照身份证原件改正；"
            "原件确是如此的，写入备注交人工核实。"
        )
    return {
        "missing_required": "没有填写。请补填完整号码。",
        "masked_id": "号码被星号遮住，认不出是谁。请向提供单位索取完整号码。",
        "scientific_notation": SCIENTIFIC,
        "bad_length": f"应为 18 位（旧号 15 位），填的是 {len(tidied)} 位{_strange(tidied)}。请对照原件改正。",
        "bad_characters": f"只能是数字，末位可以是 X{_strange(tidied) or '，不能在中间'}。请对照原件改正。",
        "bad_birth_date": "第 7 至 14 位不是一个可能的出生日期。请对照原件改正。",
    }[verdict]


def _strange(tidied: str) -> str:
    """Which characters do not belong into an identity number; an unseen or look-alike one by its code point."""
    strange = list(
        dict.fromkeys(_named(c) for c in tidied if not (c.isascii() and (c.isdigit() or c == "X")))
    )
    if not strange:
        return ""
    more = "等" if len(strange) > _STRANGE_MAX else ""
    return f"，其中有不该有的字符{'、'.join(strange[:_STRANGE_MAX])}{more}"


def _named(character: str) -> str:
    if character in _QUOTES:
        return "引号"
    unclear = not character.isprintable() or character in _LIKE_X
    return f"U+{ord(character):04X}" if unclear else f"“{character}”"


def account(cell: Cell, context: CellContext) -> str | None:
    """A bank account without spaces; a doubtful one is kept with a warning, an unreadable one left out."""
    if is_blank(cell):
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell >= 10**_EXACT_DIGITS:
        cell = "1E+18"  # the digits that the cell shows are not the account's
    read = bank_account_luhn(shown(cell))
    if read.verdict == "ok":
        return read.number
    context.warn(f"account_{read.reason}", _ACCOUNT_MESSAGES[read.reason or "luhn"])
    return read.number


_ACCOUNT_MESSAGES: Final = {
    "luhn": "账号不合银行卡校验规则（存折和旧账号可能如此）。已照收，请核对一次。",
    "bad_characters": "账号里有数字以外的字符。已照收，请核对一次。",
    "social_security_card_number": "像是社保卡卡号（一个字母加八位数字），不是银行账号。请核对。",
    "missing_required": "账号没有填写。",
    "masked": "账号被星号遮住，此格未导入。请索取完整账号。",
    "scientific_notation": "账号被表格软件变成了科学计数，后几位已丢失，此格未导入。请设为文本格式重新录入。",
}


def phone(cell: Cell, context: CellContext) -> str | None:
    """A telephone number without spaces and country code; an unlikely one is kept with a warning."""
    if is_blank(cell):
        return None
    number = tidy_number(shown(cell)).removeprefix("+86").removeprefix("0086")
    if not _MOBILE.match(number) and not _LANDLINE.match(number):
        mobile = number.replace("-", "")
        if _MOBILE.match(mobile):
            return mobile
        context.warn("bad_phone", "不像是手机或固定电话号码。已照收，请核对一次。")
    return number or None


def uscc(cell: Cell, context: CellContext) -> str | None:
    """A unified social credit code (GB 32100); a doubtful one is kept, what cannot be one is left out."""
    if is_blank(cell):
        return None
    read = parse_uscc(shown(cell))
    if read.verdict == "warning":
        context.warn("bad_uscc", "统一社会信用代码不合校验规则。已照收，请核对登记证照。")
    elif read.verdict == "refused":
        context.warn("bad_uscc", "不是 18 位的统一社会信用代码，此格未导入。请核对登记证照。")
    return read.number


def day(cell: Cell, context: CellContext) -> date | None:
    """A day in any of the forms of sheets. One that does not exist refuses the row; a bare month does so
    only where the column is required, since it cannot say on which day something happened."""
    return _day(cell, context, may_be_open=False)


def day_or_open(cell: Cell, context: CellContext) -> date | None:
    """As `day`; 至今 and 长期 give None like a blank cell: no end is known."""
    return _day(cell, context, may_be_open=True)


def _day(cell: Cell, context: CellContext, may_be_open: bool) -> date | None:
    if cell is None:
        return None
    if context.serials_from_1904 and type(cell) in (int, float) and 18_000 < cell < 80_000:  # type: ignore[operator]
        cell = cell + _DAYS_1900_TO_1904  # type: ignore[operator]
    read = parse_date(cell)
    if read.verdict == "ok":
        return read.date
    if read.verdict == "missing" or (read.verdict == "open" and may_be_open):
        return None
    if read.verdict == "month_only" and not context.required:
        context.warn("month_only", f"“{quoted(cell)}”只写到月，此格未导入。请补上日。")
        return None
    raise CellProblem("bad_date", _date_message(cell, read.verdict))


def _date_message(cell: Cell, verdict: str) -> str:
    if verdict == "month_only":
        return f"“{quoted(cell)}”只写到月。请补上日，例如 2024-05-01。"
    if verdict == "open":
        return f"这里不能写“{quoted(cell)}”。请填具体日期，例如 2024-05-01。"
    written = half_width(shown(cell)).strip()
    if _LIKE_A_DATE.match(written) and parse_date("-".join(_DIGITS.findall(written))).verdict != "ok":
        return f"没有“{quoted(cell)}”这一天。请对照原始材料改正。"
    return f"“{quoted(cell)}”不是日期。请写成 2024-05-01 这样的年月日。"


def month(cell: Cell, context: CellContext) -> Month | None:
    """A month (202405, 2024.05, 2024年5月) or the month of a day; anything else written refuses the row."""
    if is_blank(cell):
        return None
    if isinstance(cell, float) and not cell.is_integer():
        cell = _month_number(cell)
    read = parse_date(cell)
    if read.month is not None:
        return read.month
    raise CellProblem("bad_date", f"“{quoted(cell)}”不是年月。请写成 2024-05 或 202405。")


def _month_number(cell: float) -> str:
    """2021.03 typed as a number; 2021.1 may have been 2021.10, whose zero a spreadsheet drops."""
    written = format(cell, ".15g")
    if re.match(r"^\d{4}\.1$", written):
        raise CellProblem(
            "bad_date", f"“{written}”可能是 1 月也可能是 10 月。请写成 {written[:4]}-01 或 {written[:4]}-10。"
        )
    return written


def amount_fen(cell: Cell, context: CellContext) -> int | None:
    """Money in integer fen from yuan, 元, 万元. A heading that says 万元 holds for numbers without a unit."""
    if is_blank(cell):
        return None
    written = drop_invisible(half_width(shown(cell))).removesuffix("/月")
    if "万元" in context.title and not written.endswith(("元", "万")):
        written += "万元"
    read = parse_amount(written)
    if read.verdict == "bad_number" or (read.fen or 0) > _FEN_MAX:
        raise CellProblem("bad_number", f"“{quoted(cell)}”不是金额。请写成 1909.50 这样的元，最多两位小数。")
    return read.fen


def whole_number_up_to(most: int) -> Parser:
    """A parser for counts from 0 to `most`, with or without a unit (22天); anything else refuses the row."""

    def parse(cell: Cell, context: CellContext) -> int | None:
        if is_blank(cell):
            return None
        found = None if isinstance(cell, bool | date) else _COUNT.match(tidy_number(shown(cell)))
        if found is None:
            raise CellProblem("bad_number", f"“{quoted(cell)}”不是整数。请填 0 至 {most} 的整数。")
        if int(found[1]) > most:
            raise CellProblem("bad_number", f"“{quoted(cell)}”太大。请填 0 至 {most} 的整数。")
        return int(found[1])

    return parse


whole_number: Final = whole_number_up_to(99_999)
days_of_month: Final = whole_number_up_to(31)


def days_if_clear(cell: Cell, context: CellContext) -> int | None:
    """Days of a month that nothing rests on, such as the sums of a sheet: unclear ones only warn."""
    try:
        days: int | None = days_of_month(cell, context)
        return days
    except CellProblem as problem:
        context.warn(problem.reason, problem.message)
        return None


def code_key(words: str) -> str:
    """The spelling by which labels of a code list are compared."""
    return drop_invisible(half_width(words)).upper()


def choice(labels: Mapping[str, Any], what: str) -> Parser:
    """A parser for one label of a code list.

    An unknown label is `unknown_code`: it refuses the row in a required column, elsewhere it warns and gives
    None.
    """
    table = {code_key(label): code for label, code in labels.items()}

    def parse(cell: Cell, context: CellContext) -> Any:
        if is_blank(cell):
            return None
        key = code_key(shown(cell))
        if key in table:
            return table[key]
        if context.required:
            raise CellProblem("unknown_code", f"“{quoted(cell)}”不是认得的{what}。请改用标准写法。")
        context.warn("unknown_code", f"“{quoted(cell)}”不是认得的{what}，此格未导入。请改用标准写法。")
        return None

    return _with_labels(parse, labels)


def _with_labels(parse: Parser, labels: Mapping[str, Any]) -> Parser:
    """The parser with the first label of each code, which templates and forms offer."""
    first: dict[Any, str] = {}
    for label, code in labels.items():
        first.setdefault(code, label)
    parse.labels = tuple(first.values())  # type: ignore[attr-defined]
    return parse


def labels_of(parse: Parser) -> tuple[str, ...]:
    """The usual labels of a column of codes; none for any other column."""
    return getattr(parse, "labels", ())


def choices(labels: Mapping[str, Any], what: str) -> Parser:
    """A parser for several labels joined by 、 and the like: a list of codes in order, each once."""
    table = {code_key(label): code for label, code in labels.items()}

    def parse(cell: Cell, context: CellContext) -> list[Any]:
        codes: list[Any] = []
        for words in _SEPARATORS.split(half_width(shown(cell))):
            key = code_key(words)
            if not key:
                continue
            if key not in table:
                context.warn("unknown_code", f"“{quoted(words)}”不是认得的{what}，未计入。请改用标准写法。")
            elif table[key] not in codes:
                codes.append(table[key])
        return codes

    return parse


sex: Final = choice(
    {"男": "male", "男性": "male", "1": "male", "M": "male", "MALE": "male"}
    | {"女": "female", "女性": "female", "2": "female", "F": "female", "FEMALE": "female"},
    "性别",
)
yes_no: Final = choice(
    dict.fromkeys(("是", "√", "✓", "✔", "1", "有", "Y", "YES", "对", "TRUE"), True)
    | dict.fromkeys(("否", "×", "X", "✗", "0", "无", "没有", "不是", "N", "NO", "FALSE"), False),
    "是否",
)
