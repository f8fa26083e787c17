"""Addresses of the register, below `/register/`."""

from django.urls import path

from certificates.register import (
    batch_views,
    bulk_views,
    by_hand_views,
    call_views,
    problem_views,
    specimen_views,
    views,
)

app_name = "register"
urlpatterns = [
    path("", views.register, name="list"),
    path("export/", views.export, name="export"),
    path("batches/", batch_views.batches, name="batches"),
    path("batches/propose/", batch_views.propose, name="propose_batch"),
    path("batches/<uuid:key>/", batch_views.batch, name="batch"),
    path("bulk/", bulk_views.works, name="bulk_list"),
    path("bulk/start/", bulk_views.start, name="bulk_start"),
    path("bulk/<uuid:key>/", bulk_views.work, name="bulk_work"),
    path("bulk/<uuid:key>/file/", bulk_views.fetch, name="bulk_file"),
    path("problems/", problem_views.problems, name="problems"),
    path("specimens/", specimen_views.specimens, name="specimens"),
    path("specimens/paper.pdf", specimen_views.specimen, name="specimen"),
    path("by-hand/", by_hand_views.proposals, name="by_hand"),
    path("by-hand/propose/", by_hand_views.propose, name="by_hand_propose"),
    path("by-hand/<uuid:key>/", by_hand_views.proposal, name="by_hand_one"),
    path("changes/", call_views.calls, name="calls"),
    path("changes/new/", call_views.change, name="change"),
    path("changes/new/export/", call_views.export_change, name="export_change"),
    path("changes/<uuid:key>/", call_views.call, name="call"),
    path("issue/", bulk_views.issue, name="issue"),
    path("people/<uuid:key>/remove-name/", views.remove_name_of, name="remove_name_of"),
    path("<str:serial>/", views.entry, name="entry"),
    path("<str:serial>/revoke/", views.revoke, name="revoke"),
    path("<str:serial>/correct/", views.correct, name="correct"),
    path("<str:serial>/remove-name/", views.remove_name, name="remove_name"),
    path("<str:serial>/blank-note/", views.blank, name="blank_note"),
]
