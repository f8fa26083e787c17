"""Texts in languages that the editor did not draw are kept when a draft is saved. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from protocols.languages import LANGUAGES

Raw = Any


def keep_languages(old: Raw, new: Raw) -> Raw:
    """`new` (a StreamField's raw data), with each language that it leaves out as `old` had it.

    Blocks are the same if their ids are; within a block, texts are found by their field. A language that was
    drawn and emptied stays empty: it is there, with nothing in it.
    """
    return _kept(dict(_blocks(old)), None, new)


def _blocks(raw: Raw) -> Iterator[tuple[str, Raw]]:
    """(id, value) of every block, at any depth."""
    if isinstance(raw, list):
        for child in raw:
            yield from _blocks(child)
    elif isinstance(raw, Mapping):
        if _is_block(raw):
            yield str(raw["id"]), raw["value"]
        for child in raw.values():
            yield from _blocks(child)


def _is_block(raw: Mapping[str, Raw]) -> bool:
    return bool(raw.get("id")) and "value" in raw and "type" in raw


def _kept(blocks: Mapping[str, Raw], old: Raw, new: Raw) -> Raw:
    """`new` with what it lacks; `old` is what stood at the same place, if it is known."""
    if isinstance(new, list):
        return [_kept(blocks, None, child) for child in new]
    if not isinstance(new, Mapping):
        return new
    if _is_block(new):
        return {**new, "value": _kept(blocks, blocks.get(str(new["id"])), new["value"])}
    before = old if isinstance(old, Mapping) else {}
    known = {key: _kept(blocks, before.get(key), child) for key, child in new.items()}
    return {**_left_out(before, known), **known}


def _left_out(before: Mapping[str, Raw], known: Mapping[str, Raw]) -> dict[str, Raw]:
    """The languages of a text that are missing, where both are texts."""
    if not set(before) | set(known) <= set(LANGUAGES):
        return {}
    return {code: text for code, text in before.items() if code not in known and text}
