"""Screening protocols: authoring, signing, freezing, the engine that recommends, and the runner.

A `ProtocolDraft` is compiled into a document; what was signed is frozen as a `ProtocolVersion`; the
engine (`protocols.rules`) reads such a document and coded answers and recommends an outcome. A
person decides. Contacts are referred to by code and live in a dated book of their own.
"""
