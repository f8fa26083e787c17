"""Firstline with fictional people: one short course, its quiz, a protocol, and a parish to cover.

Everything is created through the product's own actions, from the texts in `content/`. It can never
be loaded where `PRODUCTION` is set.
"""
