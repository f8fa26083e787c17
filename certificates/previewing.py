"""The paper as the form of a programme has it, before anything is saved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.forms import BaseFormSet, ModelForm
from django.utils.translation import gettext as _

from certificates.hours import hours_text, parse_hours
from certificates.models import Programme, Signatory
from certificates.pictures import Pictures, digest_of
from certificates.snapshot import Snapshot
from certificates.specimens import snapshot_of

# What the paper shows. Whatever else is still to be filled in keeps nobody from seeing it.
SHOWN = (
    "title",
    "hours_by_category",
    "accrediting_body",
    "accreditation_number",
    "layout",
    "colour",
    "motto",
    "closing",
)


@dataclass(frozen=True)
class Tried:
    """What a certificate would say, with the pictures of who signs it."""

    snapshot: Snapshot
    pictures: Pictures


def tried(form: ModelForm) -> tuple[Tried | None, list[tuple[str, str]]]:
    """What the typed values give, or (field, what is wrong) of what the paper shows. Nothing is written.

    `form` is a bound form of the back office with its formset of signatories.
    """
    form.is_valid()
    signatories: BaseFormSet = form.formsets["signatories"]  # type: ignore[attr-defined]
    problems = [*_wrong(form, SHOWN), *_wrong_rows(signatories)]
    if problems:
        return None, problems
    programme: Programme = form.instance
    named, pictures = _signed(signatories)
    shares = parse_hours(programme.hours_by_category)
    snapshot = replace(
        snapshot_of(programme.title, programme.layout, programme.layout_fields),
        hours_by_category=[(category, hours_text(hours)) for category, hours in shares],
        hours=hours_text(sum((hours for _category, hours in shares), Decimal(0)))
        if shares
        else "6.5",
        accrediting_body=programme.accrediting_body,
        accreditation_number=programme.accreditation_number,
        signatory_name="",
        signatory_office="",
        signatories=named,
    )
    return Tried(snapshot, pictures), []


def _wrong(form: Any, names: tuple[str, ...], who: str = "") -> list[tuple[str, str]]:
    """What is wrong in these fields, by the words of their labels."""
    return [
        (who or str(form.fields[name].label), str(error))
        for name in names
        for error in form.errors.get(name, [])
    ]


def _wrong_rows(signatories: BaseFormSet) -> list[tuple[str, str]]:
    found = [(_("Signed by"), str(error)) for error in signatories.non_form_errors()]
    for number, row in enumerate(_standing(signatories), start=1):
        who = _("Signatory %(number)d") % {"number": number}
        found += _wrong(row, ("name", "office", "upload"), who)
    return found


def _standing(signatories: BaseFormSet) -> list[Any]:
    """The rows that are filled in and not taken away, in the order of the paper."""
    rows = [
        row
        for row in signatories.forms
        if (row.has_changed() or row.instance.pk) and not row.cleaned_data.get("DELETE")
    ]
    # Rows without a number come last, as in the form.
    return sorted(rows, key=lambda row: row.cleaned_data.get("ORDER") or len(rows) + 1)


def _signed(signatories: BaseFormSet) -> tuple[list[Mapping[str, str]], Pictures]:
    """Who signs, and the pictures that stand or were just sent in, by their digests."""
    named: list[Mapping[str, str]] = []
    pictures: dict[str, bytes] = {}
    for row in _standing(signatories):
        signatory: Signatory = row.instance
        content = signatory.new_picture or (
            bytes(signatory.picture.content) if signatory.picture else b""
        )
        digest = digest_of(content) if content else ""
        if content:
            pictures[digest] = content
        named.append({"name": signatory.name, "office": signatory.office, "image_sha256": digest})
    return named, pictures
