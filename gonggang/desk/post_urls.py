"""Addresses of posts: the ledger, needs, applications, the catalogue, one post, renaming."""

from django.urls import path

from gonggang.desk.screens.posts import (
    catalogue,
    ledger,
    ledger_out,
    needs,
    post,
    proposal_acts,
    proposal_form,
    proposals,
    renaming,
)

_NEED = "posts/needs/<int:need_id>/"
_PROPOSAL = "posts/proposals/<int:proposal_id>/"
_POST = "posts/<int:post_id>/"
urlpatterns = [
    path("posts/", ledger.posts, name="posts"),
    path("posts/export/", ledger.posts_export, name="posts_export"),
    path("posts/ledger/", ledger_out.posts_ledger, name="posts_ledger"),
    path("posts/catalogue/", catalogue.catalogue, name="catalogue"),
    path("posts/rename/", renaming.rename, name="posts_rename"),
    path("posts/needs/", needs.needs, name="needs"),
    path("posts/needs/export/", needs.needs_export, name="needs_export"),
    path("posts/needs/new/", needs.need_new, name="need_new"),
    path("posts/needs/propose/", needs.needs_propose, name="needs_propose"),
    path(_NEED, needs.need, name="need"),
    path(f"{_NEED}revise/", needs.need_revise, name="need_revise"),
    path(f"{_NEED}withdraw/", needs.need_withdraw, name="need_withdraw"),
    path("posts/proposals/", proposals.proposals, name="proposals"),
    path("posts/proposals/export/", proposals.proposals_export, name="proposals_export"),
    path("posts/proposals/new/", proposal_form.proposal_new, name="proposal_new"),
    path(_PROPOSAL, proposals.proposal, name="proposal"),
    path(f"{_PROPOSAL}edit/", proposal_form.proposal_edit, name="proposal_edit"),
    path(f"{_PROPOSAL}submit/", proposal_acts.submit, name="proposal_submit"),
    path(f"{_PROPOSAL}send-back/", proposal_acts.send_back, name="proposal_send_back"),
    path(f"{_PROPOSAL}ask/", proposal_acts.ask, name="proposal_ask"),
    path(f"{_PROPOSAL}opinion/", proposal_acts.opinion, name="proposal_opinion"),
    path(f"{_PROPOSAL}letter/", proposal_acts.letter, name="proposal_letter"),
    path(f"{_PROPOSAL}approve/", proposal_acts.approve, name="proposal_approve"),
    path(f"{_PROPOSAL}refuse/", proposal_acts.refuse, name="proposal_refuse"),
    path(f"{_PROPOSAL}papers/", proposal_acts.papers, name="proposal_papers"),
    path(f"{_PROPOSAL}papers/<int:paper_id>/", proposal_acts.paper, name="proposal_paper"),
    path(_POST, post.post, name="post"),
    path(f"{_POST}edit/", post.post_edit, name="post_edit"),
]
