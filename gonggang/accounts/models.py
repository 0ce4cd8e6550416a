"""Who acts in the system: organisations, officers, and what each officer may be, where, and over which days."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from gonggang.accounts.roles import LABELS


class Organisation(models.Model):
    """A public body or an employer whose people work with the system."""

    class Kind(models.TextChoices):
        HUMAN_RESOURCES = "human_resources", _("人力资源社会保障部门")
        TOWNSHIP = "township", _("乡镇（街道）")
        VILLAGE = "village", _("村（社区）")
        EMPLOYER = "employer", _("用岗单位")
        FINANCE = "finance", _("财政部门")
        CIVIL_AFFAIRS = "civil_affairs", _("民政部门")
        AGRICULTURE = "agriculture", _("农业农村部门")
        DISABLED_FEDERATION = "disabled_federation", _("残疾人联合会")
        POLICE = "police", _("公安部门")
        MARKET_REGULATION = "market_regulation", _("市场监管部门")
        DISCIPLINE_INSPECTION = "discipline_inspection", _("纪检监察机关")
        AUDIT_OFFICE = "audit_office", _("审计机关")
        HELP_DESK = "help_desk", _("服务台")

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=30, choices=Kind)
    region_code = models.BigIntegerField()
    # Grows with every change: who saves upon an older one is shown what has changed meanwhile.
    version = models.IntegerField(default=1)
    # Of an employer: by it the people are known who work there, and whom alone its clerks see.
    uscc = models.CharField(max_length=18, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "name"], name="one_organisation_a_name_in_a_region"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Officer(AbstractUser):
    """Someone who acts: every write names one. `territory_code` 0 is the whole country, null is nowhere.

    It says where the officer sits; what may be seen is said by the grants alone.
    """

    territory_code = models.BigIntegerField(null=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="officers"
    )
    # An account of the sample county; only these may go without a second factor.
    is_sample = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True, default="")
    # Somebody else knows the password; nothing opens before the officer has chosen another.
    must_change_password = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    class Meta(AbstractUser.Meta):
        indexes = [models.Index(fields=["territory_code", "id"], name="officers_of_a_place")]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class RoleGrant(models.Model):
    """An officer is something in a territory over the half-open days [begins_on, ends_on); null is open-ended."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=[(role.value, label) for role, label in LABELS.items()])
    territory_code = models.BigIntegerField()
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)
    granted_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["officer", "role"]),
            models.Index(fields=["ends_on", "id"], name="grants_that_end"),
        ]
        constraints = [
            models.CheckConstraint(
                name="grant_ends_after_it_begins",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("begins_on")),
            ),
            models.CheckConstraint(
                name="grant_territory_is_a_code",
                condition=models.Q(territory_code=0)
                | models.Q(territory_code__gte=10**11, territory_code__lt=10**12),
            ),
            models.UniqueConstraint(
                fields=["officer", "role", "territory_code"],
                condition=models.Q(ends_on__isnull=True),
                name="one_open_grant_a_role_and_territory",
            ),
            # Nobody decides on a grant of their own (clause X2); who may not hold two roles is refused by a trigger.
            models.CheckConstraint(
                name="grant_is_given_by_somebody_else", condition=~models.Q(officer=models.F("granted_by"))
            ),
            models.CheckConstraint(
                name="grant_is_ended_by_somebody_else", condition=~models.Q(officer=models.F("ended_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.role} {self.territory_code}"


class HandOver(models.Model):
    """The receipt of a change of post: whose to-do's and roles went to whom. Only ever added, never changed.

    `grants` are the roles that ended, `items` the to-do's that moved; neither holds anything about a resident.
    """

    from_officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    to_officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=200, blank=True)
    # Where the one who left sat: who may see the receipt.
    region_code = models.BigIntegerField()
    grants = models.JSONField(default=list)
    items = models.JSONField(default=list)
    counts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["region_code", "id"], name="hand_overs_of_a_place")]

    def __str__(self) -> str:
        return f"{self.from_officer_id} to {self.to_officer_id} on {self.on}"


class Notice(models.Model):
    """Something that an officer should know, on one row a reader, so that counting and listing need one index.

    `facts` fill the sentence of the kind and never hold anything about a resident; `subject` (`case:7`) is what it is
    about. A `key` keeps the same news from being told twice.
    """

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["officer", "-id"], name="notices_of_an_officer"),
            models.Index(fields=["officer"], name="unread_notices", condition=models.Q(read_at__isnull=True)),
        ]
        constraints = [models.UniqueConstraint(fields=["officer", "key"], name="one_notice_a_key")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.officer_id}"
