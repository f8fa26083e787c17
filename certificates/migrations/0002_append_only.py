"""The register only grows: a certificate is never changed or removed."""

from django.db import migrations

from foundation.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]

    operations = [AppendOnly("Certificate")]
