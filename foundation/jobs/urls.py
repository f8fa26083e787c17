"""Addresses of jobs, under /jobs/."""

from django.urls import path

from foundation.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("<uuid:pk>/", views.job_page, name="job"),
    path("<uuid:pk>/cancel/", views.cancel, name="cancel"),
    path("<uuid:pk>/repeat/", views.repeat, name="repeat"),
]
