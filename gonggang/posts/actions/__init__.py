"""Writes on posts, by what is done to them."""

from gonggang.posts.actions.development import (
    NeedEntry,
    PostRefused,
    ProposalEntry,
    approve,
    give_opinion,
    propose,
    refuse,
    revise_proposal,
    state_need,
    submit,
    withdraw_need,
)
from gonggang.posts.actions.ledger import PostEntry, lock_free_places, take_over, take_places
from gonggang.posts.actions.merging import close_into, widen
from gonggang.posts.actions.opinions import answer_opinion, ask_opinion, keep_apart
from gonggang.posts.actions.places import NoFreePlace, free_one, take_one
from gonggang.posts.actions.upkeep import assess, finish_sorting, finish_township, open_sorting
from gonggang.posts.actions.versions import ChangeRefused, Renaming, change, rename

__all__ = [
    "ChangeRefused",
    "NeedEntry",
    "NoFreePlace",
    "PostEntry",
    "PostRefused",
    "ProposalEntry",
    "Renaming",
    "answer_opinion",
    "approve",
    "ask_opinion",
    "assess",
    "change",
    "close_into",
    "finish_sorting",
    "finish_township",
    "free_one",
    "give_opinion",
    "keep_apart",
    "lock_free_places",
    "open_sorting",
    "propose",
    "refuse",
    "rename",
    "revise_proposal",
    "state_need",
    "submit",
    "take_one",
    "take_over",
    "take_places",
    "widen",
    "withdraw_need",
]
