import django.db.models.deletion
from django.db import migrations, models

from foundation.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_revocations")]

    operations = [
        migrations.CreateModel(
            name="RenewalReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stage", models.PositiveSmallIntegerField(help_text="Days before the end: 90, 30, 7 or 0")),
                ("day", models.DateField(help_text="The local day on which it was sent")),
                ("certificate", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="certificates.certificate")),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="certificates_reminded_on")],
                "constraints": [models.UniqueConstraint(fields=("certificate", "stage"), name="certificates_reminded_once")],
            },
        ),
        AppendOnly("RenewalReminder"),
    ]
