"""Catalogue, courses, modules and lessons; frozen editions; enrolment, completion and progress."""
