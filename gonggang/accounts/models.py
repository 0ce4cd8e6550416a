"""Who acts in the system. Roles, organisations and the door come with the desk; an officer and a territory are here."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Officer(AbstractUser):
    """Someone who acts: every write names one. `territory_code` 0 is the whole country, null is nowhere."""

    territory_code = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return self.get_full_name() or self.username
