"""Addresses of `coverage`."""

from django.urls import path

from coverage import views

app_name = "coverage"
urlpatterns = [
    path("coverage/", views.overview, name="overview"),
    path("coverage.csv", views.csv, name="csv"),
]
