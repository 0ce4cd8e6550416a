"""People: identity (sealed), categories with their recognition dates, bank accounts."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """A person, once in the whole province. The identity number is sealed; `id_index` is its blind index."""

    id_sealed = models.BinaryField()
    id_index = models.BinaryField(max_length=32, unique=True)
    name = models.CharField(max_length=60)
    sex = models.CharField(max_length=6, choices=[("male", _("男")), ("female", _("女"))])
    birth_on = models.DateField()
    phone_sealed = models.BinaryField(null=True)
    retirement_category = models.CharField(max_length=10, null=True)
    village_code = models.BigIntegerField(null=True, db_index=True)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")
    # By these people are found; the letters are sorted bytewise, so that an index serves their beginnings.
    name_pinyin = models.CharField(max_length=200, blank=True, default="", db_default="", db_collation="C")
    name_initials = models.CharField(max_length=60, blank=True, default="", db_default="", db_collation="C")
    last_four_index = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes = [
            models.Index("name_pinyin", "village_code", name="people_by_pinyin"),
            models.Index("name_initials", "village_code", name="people_by_initials"),
            models.Index("last_four_index", "village_code", name="people_by_last_four"),
            models.Index(
                OpClass("name", "varchar_pattern_ops"), F("village_code"), name="people_by_name_beginning"
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class PersonCategory(models.Model):
    """A category that a person holds, with the day of its recognition and where that is known from."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="categories")
    category = models.CharField(max_length=40)
    recognised_on = models.DateField(null=True)
    source = models.CharField(max_length=60)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "category"], name="one_row_a_category_a_person")
        ]

    def __str__(self) -> str:
        return self.category


class BankAccount(models.Model):
    """The account into which a person is paid; sealed, with a blind index that finds shared accounts."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    account_sealed = models.BinaryField()
    account_index = models.BinaryField(max_length=32, db_index=True)
    bank_name = models.CharField(max_length=100, blank=True)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "account_index"], name="one_row_an_account_a_person")
        ]

    def __str__(self) -> str:
        return f"account of {self.person_id}"
