"""Addresses of courses taken elsewhere, below `/elsewhere/`."""

from django.urls import path

from certificates.elsewhere import views

app_name = "elsewhere"
urlpatterns = [
    path("", views.waiting, name="list"),
    path("add/", views.claim, name="claim"),
    path("people/<uuid:key>/add/", views.record, name="record"),
    path("<uuid:key>/", views.course, name="course"),
    path("<uuid:key>/proof/", views.proof, name="proof"),
]
