"""Writes on officers."""

from __future__ import annotations

from gonggang.accounts.models import Officer

OPERATOR_USERNAME = "operator"


def operator_officer() -> Officer:
    """The officer in whose name the command line of this host acts; cannot sign in, owns every territory."""
    officer, created = Officer.objects.get_or_create(
        username=OPERATOR_USERNAME,
        defaults={"first_name": "命令行操作员", "territory_code": 0},
    )
    if created:
        officer.set_unusable_password()
        officer.save(update_fields=["password"])
    return officer
