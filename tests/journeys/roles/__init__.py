"""A package, so that the county which its journeys share is put away when the last of them has ended."""
