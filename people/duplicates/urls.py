"""Addresses of the decision about likely duplicates, below `/people/duplicates/`."""

from django.urls import path

from people.duplicates import views

app_name = "duplicates"
urlpatterns = [
    path("", views.pairs, name="list"),
    path("<int:pk>/", views.pair, name="pair"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/undo/", views.undo, name="undo"),
]
