"""All lists of the desk by the address under which they lie."""

from __future__ import annotations

from typing import Final

from gonggang.desk.lists import ListPage
from gonggang.desk.screens.people_list import PEOPLE

LISTS: Final[dict[str, ListPage]] = {each.screen: each for each in (PEOPLE,)}
