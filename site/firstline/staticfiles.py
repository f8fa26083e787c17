"""Static files with hashed names, and compressed copies of those we send to learners."""

from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Hashed names; gzip and brotli beside our own files.

    Compressing all of Wagtail's admin as well takes 20 seconds for pages that staff open on office
    lines, so `ADMIN_PREFIXES` are left as they are.
    """

    support_js_module_import_aggregation = True
    ADMIN_PREFIXES = ("wagtailadmin/", "wagtailimages/", "wagtaildocs/", "wagtailusers/")

    def compress_files(self, paths: list[str]) -> Iterator[tuple[str, str]]:
        own: Any = [path for path in paths if not path.startswith(self.ADMIN_PREFIXES)]
        yield from super().compress_files(own)
