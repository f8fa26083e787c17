import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_postings_kept")]
    operations = [
        migrations.CreateModel(
            name="FormerName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("until", models.DateField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_names",
                        to="people.person",
                    ),
                ),
            ],
            options={"ordering": ["-until", "-pk"]},
        ),
        migrations.AddConstraint(
            model_name="formername",
            constraint=models.UniqueConstraint(
                fields=("person", "name"), name="people_former_name_once"
            ),
        ),
        migrations.AddField(
            model_name="personword",
            name="former",
            field=models.BooleanField(default=False),
        ),
        migrations.RemoveIndex(model_name="personword", name="people_word_begins"),
        migrations.AddIndex(
            model_name="personword",
            index=models.Index(
                fields=["word", "person", "former"],
                name="people_word_begins",
                opclasses=["varchar_pattern_ops", "int8_ops", "bool_ops"],
            ),
        ),
    ]
