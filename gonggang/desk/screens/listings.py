"""All lists of the desk by the address under which they lie."""

from __future__ import annotations

from typing import Final

from gonggang.desk.lists import ListPage
from gonggang.desk.screens.expiring_list import EXPIRING
from gonggang.desk.screens.hits_list import HITS
from gonggang.desk.screens.money_list import SUBSIDIES
from gonggang.desk.screens.people_list import PEOPLE
from gonggang.desk.screens.posts_list import POSTS
from gonggang.desk.screens.recruitment.applications_list import APPLICATIONS
from gonggang.desk.screens.recruitment.rounds_list import ROUNDS

LISTS: Final[dict[str, ListPage]] = {
    each.screen: each for each in (PEOPLE, POSTS, HITS, SUBSIDIES, EXPIRING, ROUNDS, APPLICATIONS)
}
