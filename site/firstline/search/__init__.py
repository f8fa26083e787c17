"""Searching what there is to read: courses, their lessons, the glossary, help.

Nothing is indexed and nothing that somebody looks for is kept. Released editions are in memory anyway, and
there are few of them: looking through their words costs less than an index that can be out of date.
"""
