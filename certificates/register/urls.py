"""Addresses of the register, below `/register/`."""

from django.urls import path

from certificates.register import batch_views, views

app_name = "register"
urlpatterns = [
    path("", views.register, name="list"),
    path("export/", views.export, name="export"),
    path("batches/", batch_views.batches, name="batches"),
    path("batches/propose/", batch_views.propose, name="propose_batch"),
    path("batches/<uuid:key>/", batch_views.batch, name="batch"),
    path("<str:serial>/", views.entry, name="entry"),
    path("<str:serial>/revoke/", views.revoke, name="revoke"),
    path("<str:serial>/correct/", views.correct, name="correct"),
    path("<str:serial>/remove-name/", views.remove_name, name="remove_name"),
    path("<str:serial>/blank-note/", views.blank, name="blank_note"),
]
