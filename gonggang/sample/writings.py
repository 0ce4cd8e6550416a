"""The many ways in which people write one ID number, date, amount, account or name into a cell."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

Cell = str | int | date | None

_SERIAL_DAY_ZERO: Final = date(1899, 12, 30)
_NO_BREAK: Final = "\u00a0"
_ZERO_WIDTH: Final = "\u200b"
_FULL_WIDTH: Final = {ord(character): chr(ord(character) + 0xFEE0) for character in "0123456789X"}
_BAD_DAYS: Final = ((2, 30), (0, 15), (13, 1), (4, 31), (6, 31), (9, 31), (11, 31))
ID_QUIRKS_SHARE: Final = 0.12


def words(text: str) -> tuple[str, ...]:
    """The words of a list that is written with spaces between them."""
    return tuple(text.split())


def sheet_date(chance: Random, day: date | None) -> Cell:
    """A day as workbooks have it: seven writings, one of them a true date, one a serial number."""
    if day is None:
        return None
    draw = chance.random()
    if draw < 0.24:
        return f"{day.year}.{day.month}.{day.day}"
    if draw < 0.48:
        return day
    if draw < 0.60:
        return f"{day:%Y%m%d}"
    if draw < 0.71:
        return day.isoformat()
    if draw < 0.81:
        return f"{day.year}/{day.month}/{day.day}"
    if draw < 0.91:
        return f"{day.year}年{day.month}月{day.day}日"
    return serial_number(day)


def serial_number(day: date) -> int:
    """The number by which a spreadsheet stores a day."""
    return (day - _SERIAL_DAY_ZERO).days


def csv_date(chance: Random, day: date | None) -> str:
    """A day as CSV exports have it: three writings."""
    if day is None:
        return ""
    draw = chance.random()
    if draw < 0.5:
        return day.isoformat()
    if draw < 0.8:
        return f"{day:%Y%m%d}"
    return f"{day.year}/{day.month}/{day.day}"


def impossible_date(chance: Random, year: int) -> str:
    """A written day that does not exist."""
    month, day = chance.choice(_BAD_DAYS)
    style = chance.random()
    if style < 0.4:
        return f"{year}.{month}.{day}"
    if style < 0.7:
        return f"{year}-{month:02d}-{day:02d}"
    return f"{year:04d}{month:02d}{day:02d}"


def id_writing(chance: Random, number: str, share: float = ID_QUIRKS_SHARE) -> str:
    """The number as typed; a share of them with something that a reader must see through."""
    draw = chance.random()
    if draw >= share:
        return number
    kind = int(draw / share * 7)
    if kind == 0:
        return "'" + number
    if kind == 1:
        return f"{number[:6]} {number[6:14]} {number[14:]}"
    if kind == 2:
        return number[:10] + _ZERO_WIDTH + number[10:]
    if kind == 3:
        return _NO_BREAK + number + _NO_BREAK
    if kind == 4:
        return number.translate(_FULL_WIDTH)
    if kind == 5 and number[6:8] == "19":
        return number[:6] + number[8:17]
    return number.lower()


def masked_id(chance: Random, number: str) -> str:
    """The number with its middle struck out."""
    if chance.random() < 0.5:
        return f"{number[:6]}********{number[14:]}"
    return f"{number[:4]}**********{number[14:]}"


def scientific_id(number: str) -> str:
    """What a spreadsheet makes of the number: its last digits are gone."""
    digits = number.strip(
        "'\u00a0\u200b \u3000"
    )  # what was written before the number does not survive either
    return f"{digits[0]}.{digits[1:6]}E+17"


def account_writing(chance: Random, account: str) -> str:
    """The account, now and then in groups of four digits."""
    if chance.random() >= 0.065:
        return account
    return " ".join(account[place : place + 4] for place in range(0, len(account), 4))


def name_writing(chance: Random, name: str, share: float = 0.05) -> str:
    """The name, now and then with a gap between two characters or another dot."""
    if "·" in name:
        return name.replace("·", "•") if chance.random() < 0.5 else name
    if len(name) == 2 and chance.random() < share * 4:
        return name[0] + chance.choice((" ", "  ", "\u3000")) + name[1]
    return name


def amount_writing(chance: Random, fen: int) -> Cell:
    """A subsidy standard of whole yuan in one of its writings."""
    yuan = fen // 100
    draw = chance.random()
    if draw < 0.5:
        return yuan
    if draw < 0.57:
        return str(yuan)
    if draw < 0.82:
        return f"{yuan:,}元"
    return f"{yuan / 10000:g}万元"


def year_month(number: int) -> str:
    """YYYYMM as the fiscal payroll writes it, YYYY.MM."""
    return f"{number // 100}.{number % 100:02d}"
