"""Addresses of notices, under /notices/."""

from django.urls import path

from foundation.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read, name="read"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<int:pk>/", views.mail_page, name="mail"),
]
