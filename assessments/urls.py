"""Addresses of quizzes and attempts."""

from django.urls import path

from assessments import answer_views, result_views, views
from assessments.review import help_views
from assessments.review import views as review_views

app_name = "assessments"
urlpatterns = [
    path("learn/<slug:course_slug>/quiz/<slug:lesson_slug>/", views.front, name="front"),
    path("learn/<slug:course_slug>/quiz/<slug:lesson_slug>/start/", views.start, name="start"),
    path("attempts/<uuid:attempt_id>/", views.paper, name="paper"),
    path("attempts/<uuid:attempt_id>/answers/", answer_views.answers, name="answers"),
    path("attempts/<uuid:attempt_id>/review/", views.review, name="review"),
    path("attempts/<uuid:attempt_id>/submit/", views.submit, name="submit"),
    path("attempts/<uuid:attempt_id>/result/", result_views.result, name="result"),
    path("attempts/<uuid:attempt_id>/log/", result_views.log, name="log"),
    path("results/", review_views.quizzes, name="review_quizzes"),
    path(
        "results/quiz/<slug:course_slug>/<slug:lesson_slug>/",
        review_views.quiz,
        name="review_quiz",
    ),
    path(
        "results/quiz/<slug:course_slug>/<slug:lesson_slug>/export/",
        review_views.export,
        name="export",
    ),
    path("results/attempts/<uuid:attempt_id>/", review_views.attempt, name="review_attempt"),
    path("results/attempts/<uuid:attempt_id>/late/", review_views.late, name="late"),
    path(
        "results/attempts/<uuid:attempt_id>/answers/", review_views.answers, name="review_answers"
    ),
    path("results/help/", help_views.stuck, name="stuck"),
    path(
        "results/help/<uuid:enrolment_id>/<slug:lesson_slug>/attempt/",
        help_views.grant,
        name="grant",
    ),
    path("results/help/<uuid:enrolment_id>/time/", help_views.extra_time, name="extra_time"),
]
