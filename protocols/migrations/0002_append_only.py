from django.db import migrations

from foundation.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("protocols", "0001_initial")]
    operations = [
        AppendOnly("ContactEntry"),
        AppendOnly("DraftEdit"),
        AppendOnly("Signature"),
        AppendOnly("ProtocolVersion"),
    ]
