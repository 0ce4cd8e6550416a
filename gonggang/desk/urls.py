"""Addresses of the desk. No address holds personal data; what a page shows of a county and month is in its query."""

from django.urls import path

from gonggang.desk.screens import (
    attendance,
    comparison,
    imports,
    money,
    oversight,
    overview,
    people,
    posts,
    site,
)

app_name = "desk"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("people/", people.people, name="people"),
    path("expiring/", people.expiring, name="expiring"),
    path("posts/", posts.posts, name="posts"),
    path("procedures/", oversight.procedures, name="procedures"),
    path("attendance/", attendance.attendance, name="attendance"),
    path("registers/", comparison.registers, name="registers"),
    path("hits/", comparison.hits, name="hits"),
    path("not-compared/", comparison.not_compared, name="not_compared"),
    path("subsidies/", money.subsidies, name="subsidies"),
    path("returns/", money.returns, name="returns"),
    path("complaints/", oversight.complaints, name="complaints"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:batch_id>/", imports.import_rows, name="import_rows"),
    path("livez", site.alive, name="alive"),
]
