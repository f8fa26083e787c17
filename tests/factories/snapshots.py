"""What a certificate prints, for tests that need no database."""

from certificates.snapshot import Snapshot

SNAPSHOT = Snapshot(
    programme_code="child-screening",
    programme="Recognising child trafficking: nurse track",
    course="Recognising child trafficking",
    edition=3,
    hours="6.5",
    needed=16,
    out_of=20,
    issued_on="2026-10-02",
    last_day="2027-10-02",
    time_zone="America/Jamaica",
    issuer="TIP Secretariat (demo)",
    host_ministry="Ministry of National Security",
    signatory_name="Andrea Whyte",
    signatory_office="Director, TIP Secretariat",
    verify_at="https://firstline.example/verify/",
)
