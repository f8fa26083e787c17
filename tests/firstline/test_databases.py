"""How one address becomes Django's DATABASES."""

from firstline.settings.env import databases


def test_postgresql_prepares_its_statements_unless_a_pooler_stands_between() -> None:
    url = "postgres://firstline@127.0.0.1/firstline?sslmode=require"
    direct = databases(url)["default"]["OPTIONS"]
    pooled = databases(url, pooled=True)["default"]["OPTIONS"]
    assert direct == {
        "connect_timeout": 5,
        "server_side_binding": True,
        "prepare_threshold": 5,
        "sslmode": "require",
    }
    assert pooled == {**direct, "prepare_threshold": None}


def test_sqlite_locks_before_it_writes() -> None:
    options = databases("sqlite:////tmp/firstline.sqlite3")["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in str(options["init_command"])
