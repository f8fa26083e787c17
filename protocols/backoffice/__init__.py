"""Protocols in Wagtail: writing drafts, checking, signing, freezing, and the ContactBook."""
