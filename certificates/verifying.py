"""Proving that the register is whole: no gap, no change, no name that was swapped."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from certificates.chain import Sealed, commit_name, first_link, moment, next_link
from certificates.models import Certificate, Revocation, SerialCounter
from certificates.serials import serial
from foundation.audit.models import AuditRow

_AT_A_TIME = 500


@dataclass
class Verified:
    """What was found. `heads` are the newest links, as "TIP 2026", to be noted elsewhere."""

    certificates: int = 0
    erased: int = 0
    heads: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def sealed(certificate: Certificate) -> Sealed:
    """What the chain covers of a certificate. Its person is loaded."""
    return Sealed(
        serial=certificate.serial,
        code=certificate.code,
        uuid=str(certificate.uuid),
        person=str(certificate.person.uuid),
        programme=certificate.programme_id,
        cycle=certificate.cycle,
        issued_at=moment(certificate.issued_at),
        valid_until=moment(certificate.valid_until),
        evidence=certificate.evidence,
        replaces=certificate.replaces_id,
        name_commitment=certificate.name_commitment,
        snapshot=certificate.snapshot,
    )


def recorded(revoked: Revocation) -> dict[str, str]:
    """What the audit trail says of a revocation. Its certificate is loaded."""
    return {
        "certificate": str(revoked.certificate.uuid),
        "reason": str(revoked.reason),
        "at": moment(revoked.revoked_at),
    }


def _certificates(keys: list[str]) -> dict[str, dict[str, str]]:
    """Those that are there. What they say is covered by the chain."""
    there = Certificate.objects.filter(pk__in=keys).values_list("pk", flat=True)
    return {str(key): {} for key in there}


def _revocations(keys: list[str]) -> dict[str, dict[str, str]]:
    there = Revocation.objects.filter(pk__in=keys).select_related("certificate")
    return {str(one.pk): recorded(one) for one in there}


@dataclass(frozen=True)
class _Kind:
    """Rows that the audit trail knows: the verb it knows them by, and what it must say of each."""

    word: str
    model: type[Certificate] | type[Revocation]
    verb: str
    read: Callable[[list[str]], dict[str, dict[str, str]]]


_KINDS = (
    _Kind("certificate", Certificate, "certificates.certificate_issued", _certificates),
    _Kind("revocation", Revocation, "certificates.certificate_revoked", _revocations),
)


def verify_register() -> Verified:
    """Read every certificate, in the order of its number, some hundred at a time.

    May run while others issue: what comes later belongs to the chain too.
    """
    found = Verified()
    for issuer, year, last in SerialCounter.objects.order_by("issuer", "year").values_list(
        "issuer", "year", "last"
    ):
        _verify_year(found, issuer, year, last)
    known = set(SerialCounter.objects.values_list("issuer", "year"))
    for issuer, year in Certificate.objects.order_by().values_list("issuer", "year").distinct():
        if (issuer, year) not in known:
            found.problems.append(f"{issuer} {year}: certificates without a counter")
    for kind in _KINDS:
        found.problems.extend(_against_trail(kind))
    return found


def _verify_year(found: Verified, issuer: str, year: int, last: int) -> None:
    before, expected = first_link(issuer, year), 1
    rows = Certificate.objects.filter(issuer=issuer, year=year).order_by("number")
    for certificate in rows.select_related("person", "printed", "revocation").iterator(_AT_A_TIME):
        found.certificates += 1
        if certificate.number != expected:
            found.problems.append(f"{issuer} {year}: number {expected} is missing")
        found.problems.extend(_problems(certificate, before, found))
        before, expected = certificate.link, certificate.number + 1
    if expected <= last:
        found.problems.append(f"{issuer} {year}: numbers {expected} to {last} are missing")
    found.heads[f"{issuer} {year}"] = before


def _problems(certificate: Certificate, before: str, found: Verified) -> Iterator[str]:
    name = getattr(certificate, "printed", None)
    if certificate.serial != serial(certificate.issuer, certificate.year, certificate.number):
        yield f"{certificate.serial}: the serial does not fit its number"
    if certificate.link != next_link(before, sealed(certificate)):
        yield f"{certificate.serial}: it, or the one before it, was changed"
    if name is None:
        yield f"{certificate.serial}: its name is gone without being erased"
    elif name.legal_name or name.salt:
        if certificate.name_commitment != commit_name(name.salt, name.legal_name):
            yield f"{certificate.serial}: the name is not the one that was printed"
    else:
        found.erased += 1
        if certificate.revoked is None:
            yield f"{certificate.serial}: its name was erased and it was not revoked"


def _against_trail(kind: _Kind) -> Iterator[str]:
    """Rows that were put in, changed or removed past the product: the sealed audit trail tells.

    A row and its place in the trail are written in one transaction. Rows first and then the trail,
    and the other way round: so neither seems missing because somebody issues or revokes meanwhile.
    """
    trail = AuditRow.objects.filter(verb=kind.verb, object_type=kind.model._meta.label_lower)
    for keys in _some(kind.model.objects.order_by("pk").values_list("pk", flat=True)):
        rows = kind.read(keys)
        told = dict(trail.filter(object_id__in=keys).values_list("object_id", "data"))
        for key, facts in rows.items():
            if key not in told:
                yield f"{kind.word} {key} is there and not on record"
            elif not facts.items() <= told[key].items():
                yield f"{kind.word} {key} is not as it is on record"
    for keys in _some(trail.order_by("pk").values_list("object_id", flat=True)):
        rows = kind.read(keys)
        yield from (f"{kind.word} {k} is on record and not there" for k in keys if k not in rows)


def _some(keys: QuerySet[Any, Any]) -> Iterator[list[str]]:
    """Primary keys as the trail writes them, some hundred at a time."""
    every = map(str, keys.iterator(_AT_A_TIME))
    while chunk := list(islice(every, _AT_A_TIME)):
        yield chunk
