"""The departments beside the bureau that answer from chairs of their own, by the role of those who answer."""

from __future__ import annotations

from typing import Final

DEPARTMENTS: Final[dict[str, str]] = {
    "police": "公安",
    "civil_affairs": "民政",
    "agriculture": "农业农村（乡村振兴）",
    "market_regulation": "市场监管",
    "disabled_federation": "残联",
}
