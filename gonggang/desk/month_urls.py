"""Addresses of what is kept by month: /attendance/379901100200/2024-05/ and /subsidies/2024-05/."""

from __future__ import annotations

from django.urls import path, register_converter

from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.desk.screens import attendance_sheet, subsidies_run


class MonthConverter:
    """A month in an address; what is none leads nowhere."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> Month:
        try:
            return Month.parse(value)
        except UnusableInput as problem:
            raise ValueError(value) from problem

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(MonthConverter, "month")

urlpatterns = [
    path("subsidies/<month:month>/", subsidies_run.run, name="subsidies_run"),
    path("attendance/<int:village_code>/<month:month>/", attendance_sheet.sheet, name="attendance_sheet"),
    path("attendance/<int:village_code>/<month:month>/lock/", attendance_sheet.lock, name="attendance_lock"),
    path(
        "attendance/<int:village_code>/<month:month>/send-back/",
        attendance_sheet.send_back,
        name="attendance_send_back",
    ),
    path(
        "attendance/<int:village_code>/<month:month>/unlock/",
        attendance_sheet.unlock,
        name="attendance_unlock",
    ),
]
