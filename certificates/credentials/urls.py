"""Addresses of `credentials`. They stand in signed documents and never change."""

from django.urls import path

from certificates.credentials import views

app_name = "credentials"
urlpatterns = [
    path(".well-known/did.json", views.did_json, name="did"),
    path("credentials/status/<int:number>.json", views.status_list, name="status"),
    path("credentials/signatures/<str:digest>.png", views.signature, name="signature"),
    path("credentials/<str:code>.pdf", views.pdf, name="pdf"),
    path("credentials/<str:code>.json", views.credential, name="credential"),
]
