"""What stops a protocol from being frozen, as the proofs tell it. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something that stops freezing: what (`code`), where (`kind` and `name`), and of what.

    `kind` is one of field, section, item, rule, outcome, step, precondition, stop_rule, document; for
    the last, `name` is a path into the document. `field` and `language` say which text, if it is one.
    """

    code: str
    kind: str
    name: str = ""
    detail: str = ""
    field: str = ""
    language: str = ""
