from django.db import migrations

from foundation.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        AppendOnly("QuestionVersion"),
        AppendOnly("Attempt"),
        AppendOnly("Answer"),
        AppendOnly("AttemptResult"),
        AppendOnly("LateDecision"),
        AppendOnly("AttemptEvent"),
        AppendOnly("ExtraAttempt"),
        AppendOnly("ExtraTime"),
    ]
