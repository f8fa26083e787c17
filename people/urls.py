"""Addresses of the roster pages."""

from django.urls import URLPattern, path

from people import device_views, views
from people.keeping import views as keeping
from people.keeping.changes import EXEMPTION, POSTING, RECORD

ONE = "<uuid:key>/<int:record>/"


def _change(name: str) -> URLPattern:
    words, what = name.replace("_", "-"), {"change": name}
    if name in POSTING:
        return path(f"{ONE}posting/<int:posting>/{words}/", keeping.change_posting, what, name=name)
    if name in EXEMPTION:
        address = f"{ONE}exemption/<int:exemption>/{words}/"
        return path(address, keeping.change_exemption, what, name=name)
    return path(f"{ONE}{words}/", keeping.change_record, what, name=name)


app_name = "people"
urlpatterns = [
    path("", views.roster, name="roster"),
    path("suggest/", views.suggest, name="suggest"),
    path("remind/", views.remind, name="remind"),
    path("export/", views.export, name="export"),
    path("device-key/", device_views.device_key, name="device_key"),
    path("add/", keeping.add, name="add"),
    path("<uuid:key>/", keeping.person, name="person"),
    *(_change(name) for name in (*RECORD, *POSTING, *EXEMPTION)),
]
