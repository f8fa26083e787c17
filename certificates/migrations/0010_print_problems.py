
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0009_links_to_records'),
    ]

    operations = [
        migrations.CreateModel(
            name='PrintProblem',
            fields=[
                ('certificate', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='print_problem', serialize=False, to='certificates.certificate')),
                ('found_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['found_at', 'pk'],
            },
        ),
    ]
