"""What an officer keeps of the desk itself: views of lists under names of their own."""

from django.db import models


class SavedView(models.Model):
    """A list with its conditions, order and columns, under a name; place and month are not part of `query`."""

    officer = models.ForeignKey("accounts.Officer", on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=20)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "page", "name"], name="one_view_a_name_a_page")
        ]

    def __str__(self) -> str:
        return self.name
