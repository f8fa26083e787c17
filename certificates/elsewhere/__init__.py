"""Courses taken elsewhere: claimed or recorded, accepted, and shown as not issued here."""
