"""Addresses of `certificates`. /verify/ is printed on paper and never changes."""

from django.urls import path

from certificates import views
from certificates.names import views as names
from certificates.sharing import views as sharing

app_name = "certificates"
urlpatterns = [
    path("verify/", views.verify_form, name="verify_form"),
    path("verify/<str:code>/", views.verify, name="verify"),
    path("record/", views.my_record, name="record"),
    path("record/name/", names.name, name="name"),
    path("record/name/confirm/", names.confirm, name="confirm_name"),
    path("record/transcript/", views.my_transcript, name="transcript"),
    path("record/transcript.pdf", views.my_transcript_pdf, name="transcript_pdf"),
    path("record/transcript.csv", views.my_transcript_csv, name="transcript_csv"),
    path("record/links/", sharing.links, name="links"),
    path("record/links/<uuid:key>/withdraw/", sharing.withdraw, name="withdraw_link"),
    path("shared/<str:token>/", sharing.shared, name="shared"),
    path("record/<str:serial>.pdf", views.pdf, name="pdf"),
]
