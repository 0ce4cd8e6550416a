"""What officers keep of the desk: saving and dropping a view of a list."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from gonggang.audit import actions as audit
from gonggang.core.errors import UnusableInput
from gonggang.desk.models import SavedView

VIEWS_MAX: Final = 20
NAME_CHARACTERS_MAX: Final = 20
QUERY_CHARACTERS_MAX: Final = 1000


def save_view(*, page: str, name: str, query: str, officer: Any) -> SavedView:
    """Keep a view under a name; one of that name is replaced. Raises UnusableInput for a name or view that is none."""
    name = " ".join(name.replace("\0", "").split())
    if not 1 <= len(name) <= NAME_CHARACTERS_MAX:
        raise UnusableInput(
            _("视图名称写了 %(n)d 个字：请写 1 至 %(most)d 个字。")
            % {"n": len(name), "most": NAME_CHARACTERS_MAX}
        )
    if len(query) > QUERY_CHARACTERS_MAX:
        raise UnusableInput(_("条件太长，存不下：请少选几个条件或几列。"))
    with transaction.atomic():
        mine = SavedView.objects.select_for_update().filter(officer=officer, page=page)
        if mine.exclude(name=name).count() >= VIEWS_MAX:
            raise UnusableInput(_("这一页已存 %(most)d 个视图：请先删掉不用的。") % {"most": VIEWS_MAX})
        view, _made = SavedView.objects.update_or_create(
            officer=officer, page=page, name=name, defaults={"query": query}
        )
        audit.record(
            officer=officer,
            verb="desk.save_view",
            subject=f"view:{view.pk}",
            detail={"page": page, "name": name},
        )
    return view


def drop_view(view_id: int, *, officer: Any) -> bool:
    """Drop an officer's own view; False where they have none of that key."""
    with transaction.atomic():
        view = SavedView.objects.filter(officer=officer, pk=view_id).first()
        if view is None:
            return False
        audit.record(
            officer=officer,
            verb="desk.drop_view",
            subject=f"view:{view.pk}",
            detail={"page": view.page, "name": view.name},
        )
        view.delete()
    return True
