"""Documents of a round: the announcement and the ledger of filed relatives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gonggang.recruitment.models import DeclaredKin, Filing, Round
from gonggang.recruitment.paper.common import issuer_of, people_printed, post_of, standard_printed, villages


@dataclass(frozen=True, slots=True)
class PostOffered:
    """A line of the announcement."""

    name: str
    village: str
    places: int
    duties: str
    standard: str
    requirements: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """招募公告: nothing about any person."""

    title: str
    number: str
    issuer: str
    published_on: date | None
    intro: str
    posts: tuple[PostOffered, ...]
    post_count: int
    place_count: int
    applications_begin_on: date
    applications_end_on: date
    channels: str
    contact: str
    telephone: str


def announcement(round_id: int, *, full: bool, on: date) -> Announcement:
    """What a round announces, posts by place and name."""
    found = Round.objects.get(pk=round_id)
    rows = list(found.posts.select_related("post").order_by("post__village_code", "post__name", "pk"))
    where = villages(row.post.village_code for row in rows)
    return Announcement(
        title=found.title,
        number=found.number,
        issuer=issuer_of(found.region_code),
        published_on=found.published_on,
        intro=found.intro,
        posts=tuple(
            PostOffered(
                row.post.name, where[row.post.village_code], row.places, row.post.duties,
                f"{standard_printed(row.post)}/月" if standard_printed(row.post) else "", row.requirements,
            )
            for row in rows
        ),
        post_count=len(rows),
        place_count=sum(row.places for row in rows),
        applications_begin_on=found.applications_begin_on,
        applications_end_on=found.applications_end_on,
        channels=found.channels,
        contact=found.contact,
        telephone=found.telephone,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filed:
    """A line of the ledger."""

    number: str
    name: str
    id_number: str
    village: str
    post: str
    kin: str
    study: str
    filed_on: date
    result: str


@dataclass(frozen=True, slots=True)
class FilingLedger:
    """备案台账 of a round."""

    round_number: str
    round_title: str
    issuer: str
    printed_on: date
    filings: tuple[Filed, ...]


def filing_ledger(
    round_id: int, *, full: bool, on: date, ranges: tuple[tuple[int, int], ...] | None = None
) -> FilingLedger:
    """The filings of a round by number, of the villages within `ranges` where some are named."""
    found = Round.objects.get(pk=round_id)
    rows = [
        row
        for row in Filing.objects.filter(application__round=found, filed_on__lte=on)
        .select_related("study", "application__round_post__post", "application__post")
        .order_by("number")
        if ranges is None or any(low <= (row.application.village_code or 0) < high for low, high in ranges)
    ]
    someone = people_printed((row.application.person_id for row in rows), full=full)
    where = villages(row.application.village_code or 0 for row in rows)
    kin: dict[int, list[str]] = {}
    for one in DeclaredKin.objects.filter(application__in=[row.application_id for row in rows]).order_by(
        "pk"
    ):
        kin.setdefault(one.application_id, []).append(f"{one.relative}（{one.office}）的{one.relation}")
    return FilingLedger(
        found.number,
        found.title,
        issuer_of(found.region_code),
        on,
        tuple(
            Filed(
                row.number, someone[row.application.person_id].name, someone[row.application.person_id].id_number,
                where[row.application.village_code or 0], getattr(post_of(row.application), "name", ""),
                "；".join(kin.get(row.application_id, ())), row.study.minutes_number, row.filed_on,
                "同意" if row.agreed else "不同意",
            )
            for row in rows
        ),
    )  # fmt: skip
