
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='alike',
            field=models.CharField(blank=True, default='', help_text='What two jobs of a kind share that would do the same: one of them at a time is open', max_length=64),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['queued', 'running']), models.Q(('alike', ''), _negated=True)), fields=('kind', 'alike'), name='jobs_alike_open_once'),
        ),
    ]
