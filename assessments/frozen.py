"""Approved questions, kept in memory: a `QuestionVersion` never changes once it is there.

Of its topic only the code is sure to stay. A title may change, so pages read titles afresh.
"""

from collections.abc import Iterable

from assessments.models import QuestionVersion

KEPT = 5000
_kept: dict[str, QuestionVersion] = {}


def versions_of(keys: Iterable[str]) -> dict[str, QuestionVersion]:
    """Question versions by uuid, with their topics. One query, or none where all were read before.

    Shared by all requests of a process: nobody may change what they hold.
    """
    wanted = list(keys)
    # Another thread may empty the store at any moment: each look is one step.
    held = ((key, _kept.get(key)) for key in wanted)
    found = {key: version for key, version in held if version is not None}
    missing = [key for key in wanted if key not in found]
    if missing:
        rows = QuestionVersion.objects.filter(uuid__in=missing).select_related("topic")
        read = {str(version.uuid): version for version in rows}
        if len(_kept) + len(read) > KEPT:
            _kept.clear()
        _kept.update(read)
        found.update(read)
    return found
