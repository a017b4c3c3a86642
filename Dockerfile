# syntax=docker/dockerfile:1
FROM python:3.11.11-slim-bookworm AS build

WORKDIR /srv/signaalbrug
COPY requirements/base.txt requirements/base.txt
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --require-hashes --requirement requirements/base.txt
COPY . .
RUN .venv/bin/python -m pip install --no-cache-dir --no-build-isolation --no-deps --editable . \
    && .venv/bin/python -m pip uninstall --yes setuptools pip

FROM python:3.11.11-slim-bookworm

RUN useradd --system --uid 10001 --no-create-home signaalbrug
WORKDIR /srv/signaalbrug
COPY --from=build /srv/signaalbrug /srv/signaalbrug
ENV PATH=/srv/signaalbrug/.venv/bin:$PATH PYTHONUNBUFFERED=1 SIGNAALBRUG_HOST=0.0.0.0 PORT=8000
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/ready', timeout=4)"]
ENTRYPOINT ["signaalbrug"]
CMD ["serve"]
