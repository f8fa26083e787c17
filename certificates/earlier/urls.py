"""Addresses of earlier certificates, below `/register/earlier/`."""

from django.urls import path

from certificates.earlier import views

app_name = "earlier"
urlpatterns = [
    path("", views.earlier, name="list"),
    path("add/", views.add, name="add"),
    path("send/", views.send, name="send"),
    path("template.csv", views.template, name="template"),
    path("files/<uuid:key>/", views.file, name="file"),
    path("<uuid:key>/withdraw/", views.withdraw, name="withdraw"),
]
