"""Keys that were published stay, and a withdrawal is never taken back."""

from django.db import migrations

from foundation.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("credentials", "0001_initial")]

    operations = [AppendOnly("SigningKey"), AppendOnly("KeyWithdrawal")]
