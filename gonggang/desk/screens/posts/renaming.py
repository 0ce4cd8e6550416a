"""批量改名: old names and new ones, first what would change, then the change with a result for each post (2.2)."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.recruitment.entered import text
from gonggang.desk.screens.shell import page
from gonggang.posts import actions
from gonggang.posts import queries as posts
from gonggang.posts.queries import development
from gonggang.posts.queries.development import NameCount, standard_posts

NAMES_MAX: Final = 300
_LONGEST: Final = 100
# So many posts are renamed in one go; more are done in two.
POSTS_MAX: Final = 2000
_UNPROCESSABLE: Final = 422


@action("posts.rename")
@with_scripts
def rename(request: HttpRequest) -> HttpResponse:
    """The names of a county's posts with a field for the new one of each; `do` changes them, else it is a preview."""
    scope = scope_of(request)
    if scope.place is None or scope.is_above_counties:
        return page(request, "posts/rename", scope, screen="posts", names=[], problems={}, above=True)
    if not viewer_of(request).covers("posts.rename", scope.place):
        raise OutOfReach
    names = development.names_of_posts(
        posts.posts_in_use(scope.region), [each.name for each in standard_posts().values()]
    )[:NAMES_MAX]
    if request.method != "POST":
        return _page(request, scope, names, {})
    mapping, problems = _mapping(request, names)
    if request.POST.get("do") == "1":
        if not text(request, "reason"):
            problems["reason"] = _("没有写为什么改名：请填写，会留在每个岗位的版本里。")
        if not problems:
            return _done(request, scope, mapping)
    return _page(request, scope, names, problems, mapping=mapping)


def _mapping(request: HttpRequest, names: list[NameCount]) -> tuple[dict[str, str], dict[str, str]]:
    """Old names to new ones as the form has them; blank and unchanged ones are left out."""
    problems: dict[str, str] = {}
    mapping = {}
    for row, each in enumerate(names):
        # The old name comes along: somebody may have renamed posts meanwhile, and rows would have moved.
        if request.POST.get(f"old-{row}") != each.name:
            if text(request, f"new-{row}"):
                problems[""] = _("岗位名称刚才被别人改过，下面是现在的名称：请再填一次。")
            continue
        new = text(request, f"new-{row}")
        if len(new) > _LONGEST:
            problems[f"new-{row}"] = _("新名称太长：请写在 100 字以内。")
        elif new and new != each.name:
            mapping[each.name] = new
    found = sum(each.posts for each in names if each.name in mapping)
    if not mapping and not problems:
        problems[""] = _("一个新名称也没有填：请在要改的那一行填新名称。")
    if found > POSTS_MAX:
        problems[""] = _("这次要改 %(n)d 个岗位，一次最多 %(max)d 个：请分几次改。") % {
            "n": found, "max": POSTS_MAX
        }  # fmt: skip
    return mapping, problems


def _page(
    request: HttpRequest, scope: Scope, names: list[NameCount], problems: dict[str, str], *,
    mapping: dict[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    mapping = mapping or {}
    there = {each.name: each.posts for each in names}
    preview = [
        {"before": old, "after": new, "posts": there[old], "joins": there.get(new, 0)}
        for old, new in mapping.items()
    ]
    answer = page(
        request, "posts/rename", scope, screen="posts", problems=problems, preview=preview if not problems else [],
        names=[
            {"row": row, "name": each, "new": request.POST.get(f"new-{row}", "") if request.method == "POST" else ""}
            for row, each in enumerate(names)
        ],
        standard=[each.name for each in standard_posts().values()],
        to_change=sum(each["posts"] for each in preview), reason=text(request, "reason"),
    )  # fmt: skip
    answer.status_code = _UNPROCESSABLE if problems else 200
    return answer


def _done(request: HttpRequest, scope: Scope, mapping: dict[str, str]) -> HttpResponse:
    rows = posts.posts_in_use(scope.region).filter(name__in=list(mapping)).order_by("number")
    shown: dict[int, Any] = {each.pk: each for each in rows}
    done = actions.rename(
        list(shown),
        mapping,
        reason=text(request, "reason"),
        begins_on=timezone.localdate(),
        officer=request.user,
    )
    refused = [each for each in done if each.refused]
    if not refused:
        messages.success(request, _("已改 %(n)d 个岗位的名称，每个岗位多了一版。") % {"n": len(done)})
    results = [
        {
            "name": f"{shown[each.post_id].number} {each.before}", "what": each.after, "problem": each.refused,
            "address": scope.address("post", each.post_id),
        }
        for each in done
    ]  # fmt: skip
    return page(
        request, "lists/batch", scope, screen="posts", verb=_("批量改名"), results=results, back="posts_rename",
        done=len(done) - len(refused), refused=len(refused), first_column=_("岗位"), second_column=_("新名称"),
    )  # fmt: skip
