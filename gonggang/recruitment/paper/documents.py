"""Every printed document of recruitment: its template, of what it speaks, and whether it holds personal data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from django.conf import settings

from gonggang.exchange.paper import Template, read_template
from gonggang.recruitment.models import Agreement, Application
from gonggang.recruitment.paper import applications, meetings, reviews, rounds, tracing

Subject = Literal["round", "application", "meeting", "notice", "training"]
Gather = Callable[..., Any]
_TEMPLATES: Final = Path(__file__).parent / "templates"
_TOWNSHIP, _COUNTY, _CITY, _PROVINCE = 10**3, 10**6, 10**8, 10**10


@dataclass(frozen=True, slots=True)
class Document:
    """One kind of document. `whole_id`: the form wants the whole identity number, for whoever may open it.

    `personal`: it holds personal data, so its printing is kept in the audit. `action`: who may print it beside
    `recruitment.print`. `form`: it is worth printing empty.
    """

    name: str
    label: str
    subject: Subject
    gather: Gather
    personal: bool = True
    whole_id: bool = False
    form: bool = True
    action: str = "recruitment.print"


_ALL: Final = (
    Document("announcement", "招募公告", "round", rounds.announcement, personal=False),
    Document("filing_ledger", "亲属备案台账", "round", rounds.filing_ledger, whole_id=True),
    Document("application_form", "报名申请表", "application", applications.application_form, whole_id=True),
    Document("commitment", "诚信承诺书", "application", applications.commitment, whole_id=True),
    Document("opinion", "安置条件复审意见书", "application", reviews.opinion, whole_id=True, form=False),
    Document("notification", "不予通过告知书", "application", reviews.refusal),
    Document("filing_form", "亲属备案表", "application", applications.filing_form, whole_id=True),
    Document("approval_form", "上岗审批表", "application", applications.approval_form, whole_id=True),
    Document(
        "labour_contract", "劳动合同（城镇）", "application", applications.agreement_sheet, whole_id=True
    ),
    Document(
        "service_agreement", "劳务协议（乡村）", "application", applications.agreement_sheet, whole_id=True
    ),
    Document(
        "trace_back", "倒查报告", "application", tracing.trace_back, form=False, action="recruitment.trace"
    ),
    Document("appraisal_minutes", "民主评议会议记录", "meeting", meetings.appraisal_minutes),
    Document("appraisal_sign_in", "民主评议签到表", "meeting", meetings.appraisal_sign_in),
    Document("public_notice", "拟上岗人员公示", "notice", meetings.notice_sheet),
    Document("training_sign_in", "岗前培训签到表", "training", meetings.training_sign_in),
)
DOCUMENTS: Final[Mapping[str, Document]] = {document.name: document for document in _ALL}


def template_of(name: str, region_code: int = 0) -> Template:
    """The template of a document: the county's own where it has put one, else the one that comes with the house.

    A county's lies under `paper/<code>/` in the home folder, the code being that of a county, city or province;
    the nearest wins, `paper/0/` is for all. Raises UnusableInput for one that cannot be read.
    """
    folder = Path(settings.GONGGANG_HOME) / "paper"
    for code in dict.fromkeys(region_code // unit * unit for unit in (_TOWNSHIP, _COUNTY, _CITY, _PROVINCE)):
        own = folder / str(code) / f"{name}.yaml"
        if own.is_file():
            return read_template(own)
    everywhere = folder / "0" / f"{name}.yaml"
    return read_template(everywhere if everywhere.is_file() else _TEMPLATES / f"{name}.yaml")


def data_of(name: str, subject_id: int, *, full: bool, on: date, **narrowed: Any) -> Any:
    """The data of a document from the rows as they are; `full` opens identity numbers where the form wants them.

    Whether the officer may see the subject is for the caller to say, and to keep the audit of it. Raises
    UnusableInput where there is nothing of the kind to print.
    """
    document = DOCUMENTS[name]
    return document.gather(subject_id, full=full and document.whole_id, on=on, **narrowed)


def agreement_kind(application: Application) -> str:
    """Which of the two agreements an application takes: as on file, else by the post, urban or rural."""
    on_file = (
        Agreement.objects.filter(application=application)
        .order_by("-pk")
        .values_list("kind", flat=True)
        .first()
    )
    if on_file:
        return str(on_file)
    post = (
        application.round_post.post
        if application.round_post_id and application.round_post
        else application.post
    )
    return "labour_contract" if post is not None and post.urban_rural == "URBAN" else "service_agreement"
