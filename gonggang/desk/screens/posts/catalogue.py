"""岗位目录: the standard posts by class, what was developed from each, and the programmes of clause 1.2."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.posts.words import hours_words, tag_words
from gonggang.desk.screens.shell import page
from gonggang.policy.post_classes import POST_CATEGORIES
from gonggang.posts import queries as posts
from gonggang.posts.queries import development
from gonggang.posts.queries.development import TAGS, standard_posts


@action("posts.catalogue")
def catalogue(request: HttpRequest) -> HttpResponse:
    """Five classes with their standard posts; beside each how many posts the place has that were drawn from it."""
    scope = scope_of(request)
    viewer = viewer_of(request)
    # A department sees what the catalogue says; the posts of the place are for those who may list them.
    counts: dict[str, Any] = {}
    programmes: list[dict[str, Any]] = []
    if viewer.may("posts.list"):
        rows = posts.posts_in_use(scope.region)
        counts = development.by_standard_post(rows)
        found = development.by_programme(rows, TAGS)
        programmes = [{"code": code, "name": _(TAGS[code]), "there": found[code]} for code in TAGS]
    classes = [
        {
            "name": _(name),
            "posts": [
                {
                    "row": each,
                    "hours": hours_words(each.hours_system),
                    "tags": tag_words(each.tags),
                    "there": counts.get(each.code),
                }
                for each in standard_posts().values()
                if each.category == code
            ],
        }
        for code, name in POST_CATEGORIES.items()
    ]
    return page(
        request, "posts/catalogue", scope, screen="catalogue", classes=classes, programmes=programmes,
        total=len(standard_posts()), may_propose=viewer.may("posts.propose"), may_state=viewer.may("posts.state_need"),
        may_count=viewer.may("posts.list"),
    )  # fmt: skip
