"""The five classes of public-welfare posts, by their identifiers of the glossary (clause 1.1)."""

from __future__ import annotations

from typing import Final

POST_CATEGORIES: Final[dict[str, str]] = {
    "PUBLIC_ADMIN": "公共管理类",
    "PUBLIC_SERVICE": "公共服务类",
    "SOCIAL_UNDERTAKING": "社会事业类",
    "FACILITY_MAINTENANCE": "设施维护类",
    "SOCIAL_GOVERNANCE": "社会治理类",
}
