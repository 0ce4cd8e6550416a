"""Writes on posts, by what is done to them."""

from gonggang.posts.actions.approval import (
    approve,
    ask_departments,
    attach_paper,
    give_opinion,
    newest_opinions,
    read_paper,
    refuse,
)
from gonggang.posts.actions.development import (
    DrawnUp,
    ProposalEntry,
    entry_of_need,
    propose,
    propose_from_needs,
    revise_proposal,
    send_back,
    submit,
)
from gonggang.posts.actions.ledger import PostEntry, lock_free_places, take_over, take_places
from gonggang.posts.actions.merging import close_into, widen
from gonggang.posts.actions.needs import NeedEntry, revise_need, state_need, withdraw_need
from gonggang.posts.actions.opinions import answer_opinion, ask_opinion, keep_apart
from gonggang.posts.actions.places import NoFreePlace, free_one, take_one
from gonggang.posts.actions.refusal import PostRefused
from gonggang.posts.actions.upkeep import assess, finish_sorting, finish_township, open_sorting
from gonggang.posts.actions.versions import ChangeRefused, Renaming, change, rename

__all__ = [
    "ChangeRefused",
    "DrawnUp",
    "NeedEntry",
    "NoFreePlace",
    "PostEntry",
    "PostRefused",
    "ProposalEntry",
    "Renaming",
    "answer_opinion",
    "approve",
    "ask_departments",
    "ask_opinion",
    "assess",
    "attach_paper",
    "change",
    "close_into",
    "entry_of_need",
    "finish_sorting",
    "finish_township",
    "free_one",
    "give_opinion",
    "keep_apart",
    "lock_free_places",
    "newest_opinions",
    "open_sorting",
    "propose",
    "propose_from_needs",
    "read_paper",
    "refuse",
    "rename",
    "revise_need",
    "revise_proposal",
    "send_back",
    "state_need",
    "submit",
    "take_one",
    "take_over",
    "take_places",
    "widen",
    "withdraw_need",
]
