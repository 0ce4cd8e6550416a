"""Makers of rounds, applications and the proofs of each stage, for every test that needs an application on its way."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from gonggang.placements.actions import NewPlacement, start
from gonggang.recruitment.actions.procedures import procedure_in_force
from gonggang.recruitment.actions.proofs import PROOF_COLUMN
from gonggang.recruitment.actions.stages import finish_each
from gonggang.recruitment.models import (
    Agreement,
    Application,
    AppraisalMeeting,
    AppraisalVote,
    Filing,
    MeetingPhoto,
    NoticeEntry,
    PreScreening,
    PublicNotice,
    Review,
    Round,
    RoundPost,
    TownshipStudy,
    TrainingRecord,
)
from gonggang.recruitment.rules.declared import PROCEDURES
from gonggang.testing import COUNTY, VILLAGE

PUBLISHED = date(2024, 3, 1)
PHOTO = "0" * 64
_serial = itertools.count(1)


@dataclass
class Way:
    """Makes whatever a stage rests on. Stage n of a procedure is finished n days after the announcement."""

    officer: Any
    second_officer: Any
    published: date = PUBLISHED
    proofs: dict[tuple[int, str], int] = field(default_factory=dict)

    def day(self, application: Application, stage: str) -> date:
        """The day on which the stage of an application is finished here."""
        position = application.procedure.stages.get(stage=stage).position  # type: ignore[union-attr]
        fixed = {"announcement": self.published, "kinship_declaration": application.committed_on,
                 "application": application.applied_on}  # fmt: skip
        return fixed.get(stage) or self.published + timedelta(days=3 * position)

    def make_round(
        self, posts: Iterable[int], *, places: int = 3, region: int = COUNTY, title: str = "测试招募"
    ) -> Round:
        """A published round for posts."""
        made = Round.objects.create(
            number=f"{region // 10**6}-{self.published.year}-T{next(_serial):05d}", title=title,
            region_code=region, village_code=region, applications_begin_on=self.published,
            applications_end_on=self.published + timedelta(days=20),
        )  # fmt: skip
        for post in posts:
            RoundPost.objects.create(round=made, post_id=post, places=places)
        made.published_on, made.published_by = self.published, self.officer
        made.save()
        return made

    def make_application(
        self, round_: Round, person: int, *, base: str = "ordinary", village: int = VILLAGE,
        group: str = "LOW_INCOME",
    ) -> Application:  # fmt: skip
        """An application in the round, with no stage finished yet."""
        post = round_.posts.select_related("post").order_by("pk").first()
        return Application.objects.create(
            person_id=person, round=round_, round_post=post, post=post.post if post else None,
            post_number=post.post.number if post else "", village_code=village,
            number=f"{round_.number}-{next(_serial):04d}",
            procedure=procedure_in_force(base, village, self.published),  # type: ignore[arg-type]
            declares_kin=base == "filed", committed_on=self.published + timedelta(days=2),
            applied_on=self.published + timedelta(days=3), group=group, categories=[group], channel="paper",
            recognised_on=date(2020, 1, 1), entered_by=self.officer,
        )  # fmt: skip

    def reach(self, application: Application, stage: str | None) -> None:
        """Finish every stage up to one (itself too), with real proofs; None finishes none."""
        if stage is None:
            return
        for row in application.procedure.stages.order_by("position"):  # type: ignore[union-attr]
            if not application.completed_stages.filter(stage=row.stage).exists():
                self.finish(application, row.stage)
            if row.stage == stage:
                return

    def finish(self, application: Application, stage: str) -> None:
        """Finish one stage; fails loudly when it is refused."""
        on = self.day(application, stage)
        proofs = {application.pk: self.proof(application, stage)} if stage in PROOF_COLUMN else None
        result = finish_each({application.pk: on}, stage, officer=self.officer, proofs=proofs)
        assert not result.refused, result.refused

    def proof(self, application: Application, stage: str) -> int:
        """The key of a proof that carries the stage, made once."""
        key = (application.pk, stage)
        if key not in self.proofs:
            self.proofs[key] = getattr(self, f"_{stage}")(application, self.day(application, stage))
        return self.proofs[key]

    def _democratic_appraisal(self, application: Application, on: date) -> int:
        meeting = AppraisalMeeting.objects.create(
            round=application.round, village_code=application.village_code, held_on=on, place="村委会",
            chair="主持人", due=30, present=25, quorum_percent=50, pass_percent=50, officer=self.officer,
        )  # fmt: skip
        for kind in ("photo", "sheet"):
            MeetingPhoto.objects.create(
                meeting=meeting, kind=kind, file_name=f"{kind}.jpg", digest=PHOTO, size=1,
                media_type="image/jpeg", officer=self.officer,
            )  # fmt: skip
        vote = AppraisalVote.objects.create(
            meeting=meeting, application=application, voting=25, in_favour=20, against=3, abstaining=2,
            rank=1, passed=True,
        )  # fmt: skip
        AppraisalMeeting.objects.filter(pk=meeting.pk).update(closed_at=timezone.now())
        return vote.pk

    def make_reviews(self, application: Application, on: date) -> Review:
        """A first and a second review that passed, by two officers; returns the second."""
        snapshot = PreScreening.objects.create(
            application=application, compared_on=on, registers={}, blocking=False, officer=self.officer
        )
        shared = {"application": application, "passed": True, "reviewed_on": on, "screening": snapshot}
        first = Review.objects.create(level="first", officer=self.officer, **shared)
        return Review.objects.create(
            level="second", officer=self.second_officer, first=first, first_officer=self.officer,
            first_passed=True, opinion_number=f"FS-{next(_serial)}", **shared,
        )  # fmt: skip

    def make_notice(self, application: Application, on: date, *, days: int = 2) -> PublicNotice:
        """A notice with the applicant on it, posted on a day and not yet ended."""
        review = self.make_reviews(application, on)
        notice = PublicNotice.objects.create(
            number=f"GS-{next(_serial)}", round=application.round, village_code=application.village_code,
            posted_on=on, min_days=days, day_kind="calendar", earliest_end_on=on + timedelta(days=days),
            place="村公示栏", telephone="12345", first_photo=PHOTO, officer=self.officer,
        )  # fmt: skip
        NoticeEntry.objects.create(notice=notice, application=application, review=review)
        return notice

    def _public_notice(self, application: Application, on: date) -> int:
        notice = self.make_notice(application, on - timedelta(days=2))
        PublicNotice.objects.filter(pk=notice.pk).update(ended_on=on, last_photo=PHOTO)
        return notice.pk

    def _township_study(self, application: Application, on: date) -> int:
        return TownshipStudy.objects.create(
            township_code=application.village_code // 1000 * 1000, minutes_number=f"JY-{next(_serial)}",
            held_on=on, attendees="三人", decision="同意", digest=PHOTO, officer=self.officer,
        ).pk  # fmt: skip

    def _county_filing(self, application: Application, on: date) -> int:
        return Filing.objects.create(
            application=application, number=f"BA-{next(_serial)}",
            study_id=self.proofs[application.pk, "township_study"], filed_on=on, agreed=True, opinion="同意",
            officer=self.officer,
        ).pk  # fmt: skip

    def _agreement(self, application: Application, on: date) -> int:
        return Agreement.objects.create(
            application=application, number=f"XY-{next(_serial)}", kind="service_agreement", begins_on=on,
            ends_on=on + timedelta(days=365), signed_on=on, months_max=12, party="村委会", officer=self.officer,
        ).pk  # fmt: skip

    def _induction_training(self, application: Application, on: date) -> int:
        return TrainingRecord.objects.create(
            round=application.round, village_code=application.village_code, held_on=on, subject="安全",
            hours_tenths=40, trainer="讲师", officer=self.officer,
        ).pk  # fmt: skip

    def _onboarding(self, application: Application, on: date) -> int:
        new = NewPlacement(
            person_id=application.person_id, post_id=application.post_id or 0,
            village_code=application.village_code or 0, begins_on=on, category=application.group,
            recognised_on=application.recognised_on, account_id=None,
        )  # fmt: skip
        return start(new, officer=self.officer).pk


def stages_of(base: str) -> list[str]:
    """The codes of a declared procedure's stages."""
    return [stage.code for stage in PROCEDURES[base].stages]  # type: ignore[index]
