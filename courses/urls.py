"""Addresses of a learner's courses. They last: certificates and bookmarks point here."""

from django.urls import path

from courses.views import learner

app_name = "courses"

urlpatterns = [
    path("learn/<slug:slug>/", learner.course, name="course"),
    path("learn/<slug:slug>/enrol/", learner.enrol, name="enrol"),
    path("learn/<slug:slug>/move/", learner.move, name="move"),
    path("learn/<slug:slug>/<slug:lesson_slug>/", learner.lesson, name="lesson"),
    path("learn/<slug:slug>/<slug:lesson_slug>/done/", learner.done, name="done"),
]
