"""Which tests stay together on one worker of pytest-xdist.

Its own `--dist loadgroup` writes the group into the test's id, which pytest 9.2 no longer lets it do:
grouped tests then run side by side without a word.
"""

from xdist.scheduler.loadscope import LoadScopeScheduling

# Real processes listen at one broker; whoever runs beside them takes their messages.
ONE_AT_A_TIME = ("tests/operations",)
# Fifty connections each: two such tests side by side ask a server for more than its hundred.
CROWDS = ("_races.py", "certificates/test_issuing.py")
# A file at a time, so that two browsers or two loaded demos are busy at most.
A_FILE_AT_A_TIME = (
    "tests/e2e/",
    "tests/firstline/test_demo_translation.py",
    "tests/assessments/test_faults.py",
)


class KeepTogether(LoadScopeScheduling):
    """Tests go to whichever worker is free, those named above together."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """The group a test belongs to; its own id where it may run anywhere."""
    path = nodeid.partition("::")[0]
    for folder in ONE_AT_A_TIME:
        if path.startswith(f"{folder}/"):
            return folder
    if path.endswith(CROWDS):
        return "crowds"
    return path if path.startswith(A_FILE_AT_A_TIME) else nodeid
