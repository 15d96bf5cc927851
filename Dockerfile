# syntax=docker/dockerfile:1
# One image for web, worker, beat and migrations: docker-compose.yml says which it is.

FROM python:3.12-slim-bookworm AS libraries
WORKDIR /srv/iirms
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM python:3.12-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=iirms.settings \
    STATIC_ROOT=/srv/iirms/staticfiles \
    BIND=0.0.0.0 \
    PORT=8000
RUN useradd --system --uid 10001 --home-dir /srv/iirms --shell /usr/sbin/nologin iirms
WORKDIR /srv/iirms
COPY --from=libraries /opt/venv /opt/venv
COPY . .
# Collecting reads the settings and touches no database: what is set here stays in this one step.
RUN python -m compileall -q . \
    && SECRET_KEY=only-for-collecting-static-files-while-the-image-is-built \
       DATABASE_URL=postgresql://nobody@nowhere/none \
       SITE_URL=https://nowhere.invalid ALLOWED_HOSTS=nowhere.invalid EMAIL_URL=dummymail:// \
       python manage.py collectstatic --noinput --verbosity 0
USER iirms
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 CMD ["python", "-m", "iirms.healthy", "web"]
CMD ["gunicorn", "--config", "python:iirms.gunicorn", "iirms.wsgi"]
