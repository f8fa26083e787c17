from django.db import migrations

from foundation.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]
    operations = [
        AppendOnly("CourseEdition"),
        AppendOnly("EditionLesson"),
        AppendOnly("EditionText"),
        AppendOnly("Completion"),
    ]
