# syntax=docker/dockerfile:1
# The base is left to whoever builds: --build-arg BASE=python:3.12-slim-trixie@sha256:… pins it by digest.
ARG BASE=python:3.12-slim-trixie

FROM ${BASE} AS build
WORKDIR /src
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /opt/nhacviec && /opt/nhacviec/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
RUN python -m venv /opt/build && /opt/build/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements-build.lock
COPY . .
RUN /opt/build/bin/python -m hatchling build -t wheel -d /opt/wheel \
 && /opt/nhacviec/bin/pip install --no-cache-dir --no-deps /opt/wheel/*.whl

FROM ${BASE}
# pg_dump, for `nhacviec backup` on PostgreSQL: not older than the server.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --shell /usr/sbin/nologin --create-home --home-dir /var/lib/nhacviec nhacviec
COPY --from=build /opt/nhacviec /opt/nhacviec
ENV PATH=/opt/nhacviec/bin:$PATH PTB_TIMEDELTA=1 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
ENV NHACVIEC_HTTP_HOST=0.0.0.0 NHACVIEC_DATABASE_URL=sqlite+aiosqlite:////var/lib/nhacviec/nhacviec.db
ENV NHACVIEC_FILES_DIR=/var/lib/nhacviec/files NHACVIEC_BACKUP_DIR=/var/lib/nhacviec/backup
WORKDIR /var/lib/nhacviec
USER nhacviec
VOLUME /var/lib/nhacviec
EXPOSE 8025
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8025/healthz', timeout=4)"]
ENTRYPOINT ["nhacviec"]
CMD ["run"]
