"""Measurements of the three things that must be fast: intake, comparison, the subsidy run."""
