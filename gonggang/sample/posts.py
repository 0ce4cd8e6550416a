"""The posts of a sample county: some under several names, some odd ones, some bad rows."""

from __future__ import annotations

from random import Random

from gonggang.core.month import Month
from gonggang.sample.jobs import (
    CLEANER,
    DEPARTMENTS,
    JOBS,
    LOOK_ALIKES,
    REQUIREMENTS,
    SYNONYMS,
    URBAN_STANDARD_FEN,
    Job,
)
from gonggang.sample.model import Post
from gonggang.sample.names import with_check_character
from gonggang.sample.places import UNKNOWN_VILLAGES, CountyPlace, Township, Village

_POSTS_MIN, _POSTS_MAX = 3, 5


class PostBuilder:
    """Makes the post list of one county, village by village."""

    def __init__(self, chance: Random, place: CountyPlace, month: Month) -> None:
        self._chance = chance
        self._place = place
        self._month = month
        self._serial = 0
        self.posts: list[Post] = []
        self.must_group: list[list[str]] = []
        self.must_not_group: list[list[str]] = []

    def build(self) -> None:
        """Fill `posts`, `must_group` and `must_not_group`."""
        groups = self._synonym_villages()
        pairs = self._look_alike_villages(set(groups))
        for township in self._place.townships:
            for village in township.villages:
                self._village(village, groups.get(village.code), pairs.get(village.code))
        self._merge_groups(groups)
        self._odd_ones()

    def _synonym_villages(self) -> dict[int, int]:
        """Village code -> family of synonyms; two villages of a township share a family."""
        found: dict[int, int] = {}
        rural = [t for t in self._place.townships if not t.urban and len(t.villages) >= 2]
        families = list(range(len(SYNONYMS)))
        self._chance.shuffle(families)
        sets = min(len(rural) * 2, max(1, len(self._place.villages) // 15))
        for number in range(sets):
            township = rural[number % len(rural)]
            free = [village for village in township.villages if village.code not in found]
            if len(free) < 2 or number >= len(rural) * len(families):
                continue
            family = families[(number + number // len(rural)) % len(families)]
            for village in self._chance.sample(free, 2):
                found[village.code] = family
        return found

    def _look_alike_villages(self, taken: set[int]) -> dict[int, int]:
        free = [v for v in self._place.villages if not v.urban and v.code not in taken]
        number = min(len(free), max(1, len(self._place.villages) // 12))
        return {village.code: self._chance.randrange(2) for village in self._chance.sample(free, number)}

    def _village(self, village: Village, family: int | None, pair: int | None) -> None:
        chance = self._chance
        number = chance.randint(_POSTS_MIN, _POSTS_MAX)
        jobs: list[tuple[Job, str, str]] = []
        if family is not None:
            job, names = SYNONYMS[family]
            jobs += [(job, name, duty) for name, duty in chance.sample(names, min(2, len(names)))]
        if pair is not None:
            jobs += [(job, job.name, job.duty) for job in LOOK_ALIKES[pair]]
        if all(job is not CLEANER for job, _, _ in jobs):
            jobs.insert(0, (CLEANER, CLEANER.name, CLEANER.duty))
        used = {job.name for job, _, _ in jobs} | {name for _, name, _ in jobs}
        others = [job for job in JOBS if job.name not in used and (job.urban or not village.urban)]
        jobs += [(job, job.name, job.duty) for job in chance.sample(others, max(0, number - len(jobs)))]
        made = [self._post(village, *each) for each in jobs]
        self.posts += made
        if pair is not None:
            wanted = {job.name for job in LOOK_ALIKES[pair]}
            self.must_not_group.append([post.number for post in made if post.name in wanted])

    def _post(self, village: Village, job: Job, name: str, duty: str) -> Post:
        chance = self._chance
        self._serial += 1
        host, host_uscc = self._host(village, job)
        return Post(
            number=f"GG{self._place.area}{self._serial:04d}",
            village=village,
            job=job,
            name=name,
            duty=duty.format(village=village.name),
            requirement=chance.choice(REQUIREMENTS),
            days=job.days,
            standard_fen=URBAN_STANDARD_FEN if village.urban else job.rural_fen,
            full_time=village.urban or job.full_time,
            department=chance.choice(DEPARTMENTS),
            host=host,
            host_uscc=host_uscc,
        )

    def _host(self, village: Village, job: Job) -> tuple[str, str]:
        """The employer and its code: cleaners are with their township's station, all others with the village."""
        area = f"{self._place.area}"
        if job is CLEANER:
            township = village.code // 1000 % 1000
            return f"{village.township}保洁服务站", with_check_character(f"52{area}MJ{township:07d}")
        return village.host, with_check_character(f"54{area}MF{village.code % 10**6:07d}")

    def _merge_groups(self, groups: dict[int, int]) -> None:
        """One must-group for each township and family: the posts of that work in its chosen villages."""
        by_township: dict[tuple[str, int], list[str]] = {}
        for post in self.posts:
            family = groups.get(post.village.code)
            if family is not None and post.job is SYNONYMS[family][0]:
                by_township.setdefault((post.village.township, family), []).append(post.number)
        self.must_group = [numbers for numbers in by_township.values() if len(numbers) >= 2]

    def _odd_ones(self) -> None:
        """A few posts whose subsidy or days stand far from those of their name."""
        chance = self._chance
        names: dict[tuple[str, bool], list[Post]] = {}
        for post in self.posts:
            names.setdefault((post.name, post.village.urban), []).append(post)
        groups = [posts for posts in names.values() if len(posts) >= 5]
        chance.shuffle(groups)
        number = max(2, len(self.posts) // 40)
        days = (8, 10, 31 if self._month.days == 31 else 12)
        for place, posts in enumerate(groups[:number]):
            post = chance.choice(posts)
            if place % 2:
                post.days = days[place // 2 % len(days)]
            else:
                post.standard_fen = post.standard_fen * (2, 1, 3)[place // 2 % 3] // (1, 2, 2)[place // 2 % 3]

    def bad_rows(self) -> list[Post]:
        """Rows that cannot be taken in: a repeated number, a missing name, a village that no one knows."""
        chance = self._chance
        found = []
        for place in range(max(1, len(self.posts) // 250)):
            found += self._three_bad_rows(chance.choice(self._place.townships), place)
        return found

    def _three_bad_rows(self, township: Township, place: int) -> list[Post]:
        chance = self._chance
        own = [post for post in self.posts if post.village.township == township.name]
        bad = []
        for kind, refused in enumerate(
            (("岗位编号", "duplicate_in_file"), ("岗位名称", "missing_required"), ("村", "unknown_region"))
        ):
            model = chance.choice(own)
            copy = self._post(model.village, model.job, model.name, model.job.duty)
            copy.host, copy.host_uscc = "村委会", ""
            copy.refused = refused
            copy.village_written = model.village.name
            if kind == 0:
                copy.number = model.number
            else:
                copy.number = f"GG{self._place.area}9{place * 2 + kind:03d}"
            if kind == 1:
                copy.name = ""
            if kind == 2:
                copy.village_written = chance.choice(UNKNOWN_VILLAGES)
            bad.append(copy)
        return bad
