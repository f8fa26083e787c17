"""Programmes, the register of certificates, their PDF and their public verification."""
