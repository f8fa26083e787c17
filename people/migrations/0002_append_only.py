from django.db import migrations

from foundation.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [AppendOnly("Establishment")]
