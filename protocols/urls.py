"""Addresses of the runner. The schema's address never changes."""

from django.urls import path

from protocols import views
from protocols.jobaids.views import sheet_pdf

app_name = "protocols"
urlpatterns = [
    path("", views.list_protocols, name="list"),
    path("schema/protocol-1.json", views.schema, name="schema"),
    path("<slug:slug>/practice/", views.practice, name="practice"),
    path("<slug:slug>/sheet/", views.sheet, name="sheet"),
    path("<slug:slug>/sheet.pdf", sheet_pdf, name="sheet_pdf"),
]
