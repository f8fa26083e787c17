"""An empty PostgreSQL database of a bench's own."""

import hashlib
from urllib.parse import urlsplit

import psycopg

from tools.bench.server import ROOT, services

CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
DATABASE = f"firstline_bench_{CHECKOUT}"


def fresh_database() -> str:
    """An empty database of this checkout's own; gives its URL."""
    url = urlsplit(services()["DATABASE_URL"])
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{DATABASE}"')
    return url._replace(path=f"/{DATABASE}").geturl()
