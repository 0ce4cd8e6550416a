"""Opening one sealed number of a person: for a purpose, within a day's limit, never without a record (clause X4)."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from gonggang.audit import actions as audit
from gonggang.audit import queries as audit_queries
from gonggang.core.errors import UnusableInput
from gonggang.people.models import BankAccount, Person
from gonggang.people.sealing import ACCOUNT, ID_NUMBER, PHONE, cipher
from gonggang.policy.parameters import OutsideForce, parameters

REVEAL: Final = "people.reveal"
VIEW: Final = "people.view"
NOTE_CHARACTERS_MIN: Final = 4
NOTE_CHARACTERS_MAX: Final = 200
_LIMIT: Final = "reveals_per_day_max"
_ADVISORY_LOCK: Final = 4704


class Field(StrEnum):
    """What of a person is sealed."""

    ID_NUMBER = ID_NUMBER
    PHONE = PHONE
    ACCOUNT = ACCOUNT

    @property
    def label(self) -> str:
        """The word for people, in the language of whoever looks."""
        return _(self.word)

    @property
    def word(self) -> str:
        """The Chinese word, as records keep it."""
        return {Field.ID_NUMBER: N_("证件号码"), Field.PHONE: N_("电话"), Field.ACCOUNT: N_("银行账号")}[self]


class Purpose(StrEnum):
    """What a number may be opened for; the officer adds in words which matter it is."""

    VERIFY_IDENTITY = "verify_identity"
    CONTACT = "contact"
    PAYMENT = "payment"
    COMPARISON = "comparison"
    CORRECTION = "correction"
    SUPERVISION = "supervision"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The word for people, in the language of whoever looks."""
        return _(self.word)

    @property
    def word(self) -> str:
        """The Chinese word, as records keep it."""
        return _PURPOSES[self]


_PURPOSES: Final = {
    Purpose.VERIFY_IDENTITY: N_("核对身份"),
    Purpose.CONTACT: N_("联系本人"),
    Purpose.PAYMENT: N_("核对发放"),
    Purpose.COMPARISON: N_("核实比对结果"),
    Purpose.CORRECTION: N_("更正资料"),
    Purpose.SUPERVISION: N_("监督检查"),
    Purpose.OTHER: N_("其他"),
}


class RevealRefused(UnusableInput):
    """A number that stays closed; `field` is the field of the form that is to blame, empty when none is."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def reveal(
    person_id: int,
    field: Field | str,
    purpose: Purpose | str,
    officer: Any,
    *,
    note: str = "",
    account_id: int | None = None,
) -> str:
    """The number in clear, after its opening is on record; of several accounts the newest unless one is named.

    `note` says which matter it is, 4 to 200 characters. Whether the officer may see the person at all is for the
    door to say. Raises RevealRefused for an unknown purpose, a missing note, somebody or something that is not there,
    and for an officer who has opened the day's maximum; that one is kept in the audit.
    """
    which, what_for = _checked(field, purpose, note)
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Two openings at once by one officer must not both be the last that is allowed.
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ADVISORY_LOCK, officer.pk % 2**31])
        person = Person.objects.filter(pk=person_id).first()
        if person is None:
            raise RevealRefused("", _("没有这个人：请刷新后再看。"))
        limit = _limit_passed(officer)
        if limit is None:
            plain = _open(person, which, account_id)
            audit.record(
                officer=officer,
                verb=REVEAL,
                subject=f"person:{person.pk}",
                region=person.village_code,
                detail={
                    "field": which.value,
                    "field_label": which.word,
                    "purpose": what_for.value,
                    "purpose_label": what_for.word,
                    "note": note.strip(),
                },
            )
            return plain
    sentence = _("今天查看原文已到上限 %(n)d 次：请明天再看，确有需要请找本级管理员调整。") % {"n": limit}
    audit.record_refusal(officer, REVEAL, f"person:{person_id}", person.village_code, sentence)
    raise RevealRefused("", sentence)


def record_view(person_id: int, *, officer: Any, purpose: str = "") -> None:
    """Put on record that an officer has opened somebody's dossier; `purpose` where the role must say one."""
    village = Person.objects.filter(pk=person_id).values_list("village_code", flat=True).first()
    detail = {"purpose": purpose} if purpose else {}
    audit.record(officer=officer, verb=VIEW, subject=f"person:{person_id}", detail=detail, region=village)


def _checked(field: Field | str, purpose: Purpose | str, note: str) -> tuple[Field, Purpose]:
    try:
        which = Field(field)
    except ValueError as error:
        raise RevealRefused("field", _("没有选要看什么：请选证件号码、电话或银行账号。")) from error
    try:
        what_for = Purpose(purpose)
    except ValueError as error:
        raise RevealRefused("purpose", _("没有选用途：请选一项用途。")) from error
    length = len(note.strip())
    if not NOTE_CHARACTERS_MIN <= length <= NOTE_CHARACTERS_MAX:
        raise RevealRefused(
            "note",
            _("事由写了 %(n)d 个字：请写明办的是哪件事，%(least)d 至 %(most)d 个字。")
            % {"n": length, "least": NOTE_CHARACTERS_MIN, "most": NOTE_CHARACTERS_MAX},
        )
    return which, what_for


def _limit_passed(officer: Any) -> int | None:
    """The day's limit of an officer who has reached it; None for one who may go on."""
    today = timezone.localdate()
    try:
        limit: int = parameters().get(_LIMIT, region=officer.territory_code or 0, on=today)
    except OutsideForce:  # nobody has set a limit here
        return None
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    return limit if audit_queries.times_since(officer.pk, REVEAL, midnight) >= limit else None


def _open(person: Person, field: Field, account_id: int | None) -> str:
    if field is Field.ID_NUMBER:
        return cipher().decrypt(bytes(person.id_sealed), purpose=ID_NUMBER)
    if field is Field.PHONE:
        if person.phone_sealed is None:
            raise RevealRefused("field", _("这个人没有登记电话：请先补录。"))
        return cipher().decrypt(bytes(person.phone_sealed), purpose=PHONE)
    accounts = BankAccount.objects.filter(person=person).order_by("-pk")
    account = (accounts if account_id is None else accounts.filter(pk=account_id)).first()
    if account is None:
        raise RevealRefused("field", _("这个人没有登记这个银行账号：请先补录。"))
    return cipher().decrypt(bytes(account.account_sealed), purpose=ACCOUNT)
