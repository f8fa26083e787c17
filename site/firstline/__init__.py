"""The Django project: settings, addresses, role homes, help, demo and the look.

It is the top of the house: it may import every room, and no room imports it.
"""

from firstline.celery import app as celery_app

__all__ = ["celery_app"]
