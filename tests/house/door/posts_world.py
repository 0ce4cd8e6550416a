"""What the villages of the walk need, apply for and are granted: needs, applications, opinions, papers, versions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.house.door.world import World

ON = date(2024, 3, 4)


def build_posts(world: World, village: int, post: Any, mark: str) -> None:
    """A need, an application before the county with every department asked and one heard, and a change of the post."""
    from gonggang.posts.models import (
        ApprovalPaper,
        IndustryOpinion,
        Need,
        OpinionAsked,
        PostVersion,
        Proposal,
    )

    officer = world.officer
    need = Need.objects.create(
        year=2024, village_code=village, name=mark, urban_rural="RURAL", places=1, reason=mark, workload=mark,
        department=mark, stated_on=ON, officer=officer,
    )  # fmt: skip
    proposal = Proposal.objects.create(
        number=mark, year=2024, need=need, village_code=village, category="PUBLIC_SERVICE", name=mark,
        urban_rural="RURAL", duties=mark, tasks=[mark], work_requirements=mark, hours_system="part_time",
        standard_fen=80000, places=1, sponsoring_department=mark, host_unit=mark, not_forbidden=True,
        submitted_on=ON, officer=officer,
    )  # fmt: skip
    for chair in ("police", "civil_affairs", "agriculture", "market_regulation", "disabled_federation"):
        OpinionAsked.objects.create(proposal=proposal, chair=chair, asked_on=ON, officer=officer)
    IndustryOpinion.objects.create(
        proposal=proposal, department=mark, agrees=False, opinion=mark, given_on=ON, officer=officer
    )
    paper = ApprovalPaper.objects.create(
        proposal=proposal, file_name=mark, digest="0" * 64, size=1, officer=officer
    )
    PostVersion.objects.create(
        post=post, number=1, begins_on=ON, values={"name": mark}, difference={"name": ["", mark]}, why="changed",
        reason=mark, officer=officer,
    )  # fmt: skip
    world.note("need_id", need.pk, village)
    world.note("proposal_id", proposal.pk, village)
    world.inner["paper_id", proposal.pk] = paper.pk
