"""Names as they are looked for: without accents, case and marks. Pure."""

import re
import unicodedata

LONGEST = 40
_SILENT = re.compile("['\u2019\u02bc`\u00b4.]")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Small letters without accents: "Zoë O'Connor" is "zoe oconnor"."""
    plain = _SILENT.sub("", text).casefold()
    apart = unicodedata.normalize("NFKD", plain)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def words_of(*texts: str) -> list[str]:
    """The different folded words of `texts`, in their order, none longer than what is stored."""
    found = (word[:LONGEST] for text in texts for word in _WORD.findall(fold(text)))
    return list(dict.fromkeys(found))
