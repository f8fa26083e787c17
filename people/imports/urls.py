"""Addresses of imports, under /people/imports/."""

from django.urls import path, re_path

from people.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.imports, name="list"),
    path("new/", views.send, name="send"),
    re_path(r"^template/(?P<kind>[a-z]+)\.(?P<ending>csv|xlsx)$", views.template, name="template"),
    path("<uuid:key>/", views.one, name="import"),
    path("<uuid:key>/columns/", views.columns, name="columns"),
    path("<uuid:key>/errors.csv", views.errors, name="errors"),
    *(
        path(f"<uuid:key>/{name}/", views.act, {"name": name}, name=name)
        for name in (*views.ACTS, "stop")
    ),
]
