"""For the tests of the rooms: generated examples are not timed, since the machine may be busy with others."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("gonggang", deadline=None)
settings.load_profile("gonggang")
