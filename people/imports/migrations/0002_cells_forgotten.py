from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="fileimport",
            name="cells",
            field=models.CharField(
                choices=[("kept", "Kept"), ("going", "Being removed"), ("gone", "Removed")],
                default="kept",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="fileimport",
            name="cells_gone_at",
            field=models.DateTimeField(null=True),
        ),
    ]
