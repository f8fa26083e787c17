"""Addresses of the runner. The schema's address never changes."""

from django.urls import path

from protocols import views

app_name = "protocols"
urlpatterns = [
    path("", views.list_protocols, name="list"),
    path("schema/protocol-1.json", views.schema, name="schema"),
    path("<slug:slug>/practice/", views.practice, name="practice"),
    path("<slug:slug>/sheet/", views.sheet, name="sheet"),
]
