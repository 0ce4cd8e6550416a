"""Addresses of bridging posts: those who leave, referrals, openings, institutions, figures."""

from django.urls import path

from gonggang.desk.screens.bridging import figures, institutions, leavers, openings, referrals

_INSTITUTION = "bridging/institutions/<int:institution_id>/"
_OPENING = "bridging/openings/<int:opening_id>/"
_LEAVER = "bridging/leavers/<int:leaver_id>/"
_REFERRAL = "bridging/referrals/<int:referral_id>/"
urlpatterns = [
    path("bridging/institutions/", institutions.institutions, name="bridging_institutions"),
    path(
        "bridging/institutions/export/", institutions.institutions_export, name="bridging_institutions_export"
    ),
    path("bridging/institutions/new/", institutions.new, name="bridging_institution_new"),
    path(_INSTITUTION, institutions.institution, name="bridging_institution"),
    path(f"{_INSTITUTION}edit/", institutions.edit, name="bridging_institution_edit"),
    path(f"{_INSTITUTION}close/", institutions.close, name="bridging_institution_close"),
    path(f"{_INSTITUTION}contact/", institutions.contact, name="bridging_contact"),
    path(f"{_INSTITUTION}openings/new/", openings.new, name="bridging_opening_new"),
    path("bridging/openings/", openings.openings, name="bridging_openings"),
    path("bridging/openings/export/", openings.openings_export, name="bridging_openings_export"),
    path(_OPENING, openings.opening, name="bridging_opening"),
    path(f"{_OPENING}edit/", openings.edit, name="bridging_opening_edit"),
    path(f"{_OPENING}close/", openings.close, name="bridging_opening_close"),
    path("bridging/leavers/", leavers.leavers, name="bridging_leavers"),
    path("bridging/leavers/export/", leavers.leavers_export, name="bridging_leavers_export"),
    path(_LEAVER, leavers.leaver, name="bridging_leaver"),
    path(f"{_LEAVER}wish/", leavers.wish, name="bridging_wish"),
    path(f"{_LEAVER}propose/", leavers.propose, name="bridging_propose"),
    path("bridging/referrals/", referrals.referrals, name="bridging_referrals"),
    path("bridging/referrals/export/", referrals.referrals_export, name="bridging_referrals_export"),
    path(_REFERRAL, referrals.referral, name="bridging_referral"),
    path(f"{_REFERRAL}answer/", referrals.answer, name="bridging_answer"),
    path(f"{_REFERRAL}refer/", referrals.refer, name="bridging_refer"),
    path(f"{_REFERRAL}outcome/", referrals.outcome, name="bridging_outcome"),
    path(f"{_REFERRAL}withdraw/", referrals.withdraw, name="bridging_withdraw"),
    path(f"{_REFERRAL}follow-up/", referrals.follow_up, name="bridging_follow_up"),
    path(f"{_REFERRAL}insurance/", referrals.insurance, name="bridging_insurance"),
    path("bridging/figures/", figures.figures, name="bridging_figures"),
]
