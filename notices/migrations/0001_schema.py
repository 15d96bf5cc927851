import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('notices', '0001_notices'), ('notices', '0002_onward_news'), ('notices', '0003_news_of_tier_one'), ('notices', '0004_messages'), ('notices', '0005_work_handed_over')]

    initial = True

    dependencies = [
        ('people', '0001_schema'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('REFERRAL_SENT', 'Referral %(about)s has come in and waits for a decision'), ('REFERRAL_ASKED', 'The team asked a question about referral %(about)s'), ('REFERRAL_ANSWERED', 'Your question on %(about)s was answered'), ('REFERRAL_WAITING', 'Referral %(about)s is on the waiting list'), ('REFERRAL_PAUSED', 'Referral %(about)s was paused until they are ready'), ('REFERRAL_DECLINED', 'Referral %(about)s was not taken on: read why'), ('REFERRAL_REDIRECTED', 'Referral %(about)s was moved to another tier'), ('REFERRAL_ALLOCATED', 'A practitioner was chosen for %(about)s'), ('REFERRAL_CLOSED', 'The work on referral %(about)s has finished'), ('REFERRAL_WITHDRAWN', 'Referral %(about)s was withdrawn'), ('MESSAGE', 'A message about referral %(about)s'), ('MESSAGE_URGENT', 'A message about referral %(about)s that cannot wait'), ('REFERRAL_AMENDED', 'An answer in referral %(about)s was put right'), ('OVERRIDE_SIGNED', 'The override you asked for on %(about)s is signed'), ('CASE_GIVEN', 'You hold the work on referral %(about)s'), ('CASE_TAKEN', 'You no longer hold the work on referral %(about)s'), ('WORKER_CHANGED', 'Somebody else now works on referral %(about)s'), ('RISK_TOLD', 'Something about risk was recorded for you to read'), ('ENDING_ASKED', 'An ending on referral %(about)s waits for your answer'), ('ONWARD_MOVED', 'There is news of onward referral %(about)s'), ('ENDING_ANSWERED', 'Your lead answered about the ending on %(about)s'), ('CONSULTATION_ASKED', 'A PP asked for a consultation on %(about)s'), ('CONSULTATION_TAKEN', 'Somebody has taken the consultation you asked for on %(about)s'), ('CONSULTATION_BOOKED', 'A time is booked for the consultation you asked for on %(about)s'), ('CONSULTATION_ANSWERED', 'There is something to read about what you asked on %(about)s'), ('CONSULTATION_PUT_BACK', 'The consultation you asked for on %(about)s is back on the list: read why'), ('CONSULTATION_WITHDRAWN', 'The consultation asked for on %(about)s is no longer needed'), ('TASK_GIVEN', 'You were given a piece of work on %(about)s'), ('TASK_DONE', 'The work you gave on %(about)s is finished: read how it went'), ('FORMULATION_SHARED', 'There is a new page about what helps somebody you supervise')], max_length=24, verbose_name='kind')),
                ('subject_id', models.BigIntegerField()),
                ('about', models.CharField(blank=True, max_length=40, verbose_name='reference')),
                ('service_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.serviceuser')),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('mailed_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('read_at__isnull', True)), fields=['user', '-at'], name='notice_unread'), models.Index(fields=['user', '-at'], name='notice_all')],
            },
        ),
    ]
