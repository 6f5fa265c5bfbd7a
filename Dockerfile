# syntax=docker/dockerfile:1
ARG BASE=python:3.12-slim

FROM ${BASE} AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/nhacviec && /opt/nhacviec/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY . .
RUN python -m venv /opt/build && /opt/build/bin/pip install --no-cache-dir build && /opt/build/bin/python -m build --wheel \
 && /opt/nhacviec/bin/pip install --no-cache-dir --no-deps dist/*.whl

FROM ${BASE}
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/nhacviec nhacviec
COPY --from=build /opt/nhacviec /opt/nhacviec
ENV PATH=/opt/nhacviec/bin:$PATH PTB_TIMEDELTA=1 PYTHONUNBUFFERED=1 NHACVIEC_HTTP_HOST=0.0.0.0
WORKDIR /var/lib/nhacviec
USER nhacviec
VOLUME /var/lib/nhacviec
EXPOSE 8025
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8025/healthz', timeout=4)"]
ENTRYPOINT ["nhacviec"]
CMD ["run"]
