"""What long work is called, and what came of it, in words of today's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Kind of job: what it is called, what came of it; {…} are fields of its facts and its result.
LABELS: Final = {
    "comparison": gettext_lazy("{month} 的数据比对"),
    "import": gettext_lazy("“{file}”的导入"),
}
RESULTS: Final = {
    "comparison": gettext_lazy("{month} 已重新比对：命中 {found} 项，新立案 {opened} 件。"),
    "import": gettext_lazy("收下 {rows} 行，退回 {refused} 行。"),
}


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def job_label(kind: str, facts: Mapping[str, Any]) -> str:
    """What a piece of long work is called."""
    return str(LABELS.get(kind, _("后台办理"))).format_map(_Facts(facts))


def job_words(kind: str, facts: Mapping[str, Any]) -> str:
    """What came of it, in one sentence."""
    return str(RESULTS.get(kind, _("办完了。"))).format_map(_Facts(facts))
