"""Programmes had one signatory in columns of their own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("certificates", "0013_signatories")]

    operations = [
        migrations.RemoveField(model_name="programme", name="signatory_name"),
        migrations.RemoveField(model_name="programme", name="signatory_office"),
    ]
