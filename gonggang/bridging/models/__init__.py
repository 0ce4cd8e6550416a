"""The tables of bridging posts, one noun a module."""

from gonggang.bridging.models.institutions import Institution, Opening
from gonggang.bridging.models.referrals import FollowUp, InsuranceSubsidy, Referral, Wish

__all__ = ["FollowUp", "Institution", "InsuranceSubsidy", "Opening", "Referral", "Wish"]
