from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_append_only")]
    operations = [
        migrations.AddField(
            model_name="staffrecord",
            name="returned_after",
            field=models.DateField(blank=True, editable=False, null=True),
        )
    ]
