"""The year's work: plans and quotas, handed down level by level."""
