"""The page after signing in: one thing to do next, and what each role has waiting.

A file for each role, with what it reads (`facts`) and what it says of that (`section`, without
queries). Somebody with several roles sees all their sections on one page.
"""
