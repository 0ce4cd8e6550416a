"""The posts of a county: all of them, those that are the same work under other names, those out of line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import asked, counted, filtered
from gonggang.desk.paging import Worked, page_of
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.by_place import places_below
from gonggang.desk.screens.posts import posts_list
from gonggang.desk.screens.posts.posts_list import POSTS
from gonggang.desk.screens.shell import View, page, tabs
from gonggang.desk.shown import place_names, urban_rural_words
from gonggang.posts import queries as post_queries
from gonggang.posts.queries import PostFacts
from gonggang.reporting.reports import post_groups
from gonggang.reporting.words import OUTLIERS, word


@action("posts.list")
def posts(request: HttpRequest) -> HttpResponse:
    """`show` is every post, groups of like posts (clause 2.3) or posts out of line (clause 2.5)."""
    scope = scope_of(request)
    show = scope.one_of("show", ("like", "outliers"))
    if scope.is_above_counties:
        return _from_above(request, scope, show)
    there = post_queries.posts(scope.region, unit=scope.unit)
    by_number = {post.number: post for post in there}
    # Clauses 2.3 and 2.5 are about the county's posts; where no limits are in force there is nothing to say.
    compares = bool(there) and scope.unit is None
    found = post_groups(scope.region, scope.month.last) if compares else {"groups": [], "outliers": []}
    views = [
        (None, _("全部岗位"), len(there)),
        ("like", _("名称不同、职责相近"), len(found["groups"])),
        ("outliers", _("待遇离群"), len(found["outliers"])),
    ][: None if scope.unit is None else 1]
    query = {"show": show}
    shared: dict[str, Any] = {"show": show, "query": query, "tabs": tabs(scope, "posts", "show", show, views)}
    if show == "like":
        shared["page"] = page_of(
            scope, "posts", Worked(found["groups"]), lambda rows: _groups(rows, by_number), **query
        )
    elif show == "outliers":
        shared["page"] = page_of(
            scope, "posts", Worked(found["outliers"]), lambda rows: _outliers(rows, by_number), **query
        )
    else:
        wanted = asked(POSTS, scope)
        rows = post_queries.post_rows(scope.region, scope.unit)
        shared |= {"page": list_of(wanted, rows), "sums": posts_list.sums(scope, filtered(rows, wanted))}
        return page(request, "posts_all", scope, screen="posts", **shared)
    return page(request, "posts", scope, screen="posts", **shared)


def _from_above(request: HttpRequest, scope: Scope, show: str | None) -> HttpResponse:
    """A city or a province lists its posts; likeness and outliers are a county's own affair."""
    labels = {"like": _("名称不同、职责相近"), "outliers": _("待遇离群")}
    rows = post_queries.post_rows(scope.region, scope.unit)
    views: list[View] = [(None, _("全部岗位"), counted(rows)), *((key, labels[key], None) for key in labels)]
    shown: dict[str, Any] = {"tabs": tabs(scope, "posts", "show", show, views)}
    if show is not None:
        below = places_below(scope, "posts", show=show)
        return page(request, "by_place", scope, screen="posts", heading=labels[show], by_place=below, **shown)
    wanted = asked(POSTS, scope)
    shown |= {"page": list_of(wanted, rows), "sums": posts_list.sums(scope, filtered(rows, wanted))}
    return page(request, "posts_all", scope, screen="posts", show=None, **shown)


@action("posts.export")
def posts_export(request: HttpRequest) -> HttpResponse:
    """The posts as a file, exactly as seen."""
    scope = scope_of(request)
    return export_of(asked(POSTS, scope), post_queries.post_rows(scope.region, scope.unit))


def _posts(found: Sequence[PostFacts]) -> list[dict[str, Any]]:
    places = place_names(post.village_code for post in found)
    return [
        {"post": post, "place": places[post.village_code], "kind": urban_rural_words(post.urban_rural)}
        for post in found
    ]


def _groups(found: Sequence[list[str]], by_number: dict[str, PostFacts]) -> list[dict[str, Any]]:
    members = [[by_number[number] for number in group if number in by_number] for group in found]
    places = place_names(post.village_code // 1000 * 1000 for group in members for post in group)
    return [
        {
            "posts": _posts(group),
            "names": list(dict.fromkeys(post.name for post in group)),
            "place": places[group[0].village_code // 1000 * 1000],
        }
        for group in members
        if group
    ]


def _outliers(found: Sequence[dict[str, Any]], by_number: dict[str, PostFacts]) -> list[dict[str, Any]]:
    shown = _posts([by_number[each["post"]] for each in found])
    return [
        row
        | {
            "is_money": each["kind"] == "subsidy",
            "what": word(OUTLIERS, each["kind"]),
            "value": each["value"],
            "median": round(each["median"]),
            "percent": (percent := round((each["value"] - each["median"]) * 100 / each["median"])),
            "percent_size": abs(percent),
        }
        for row, each in zip(shown, found, strict=True)
    ]
