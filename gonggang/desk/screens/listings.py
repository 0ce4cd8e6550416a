"""All lists of the desk by the address under which they lie."""

from __future__ import annotations

from typing import Final

from gonggang.desk.lists import ListPage
from gonggang.desk.screens.cases.cases_list import CASES, WORKLIST
from gonggang.desk.screens.complaints_list import COMPLAINTS
from gonggang.desk.screens.expiring_list import EXPIRING
from gonggang.desk.screens.hits_list import HITS
from gonggang.desk.screens.money_list import SUBSIDIES
from gonggang.desk.screens.people_list import PEOPLE
from gonggang.desk.screens.placements_list import PLACEMENTS
from gonggang.desk.screens.posts.needs_list import NEEDS
from gonggang.desk.screens.posts.posts_list import POSTS
from gonggang.desk.screens.posts.proposals_list import PROPOSALS
from gonggang.desk.screens.procedures_list import PROCEDURES
from gonggang.desk.screens.recruitment.applications_list import APPLICATIONS
from gonggang.desk.screens.recruitment.rounds_list import ROUNDS
from gonggang.desk.screens.returns_list import RETURNS

LISTS: Final[dict[str, ListPage]] = {
    each.screen: each
    for each in (
        PEOPLE, PLACEMENTS, POSTS, PROCEDURES, EXPIRING, HITS, SUBSIDIES, RETURNS, COMPLAINTS, WORKLIST, CASES,
        ROUNDS, APPLICATIONS, NEEDS, PROPOSALS,
    )
}  # fmt: skip
