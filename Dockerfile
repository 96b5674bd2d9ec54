# syntax=docker/dockerfile:1
# The image of the service: Debian 12, Python 3.11, fonts inside, no root, nothing written but /data.
# What is run here is in tools/container_commands.sh, which `make test` runs on Debian too.

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1
COPY . /source
RUN /source/tools/container_commands.sh install /srv/lms

FROM python:3.11-slim-bookworm
COPY tools/container_commands.sh tools/system_packages.sh /source/tools/
COPY requirements/system-run.txt /source/requirements/
RUN /source/tools/container_commands.sh packages
RUN /source/tools/container_commands.sh account /data
COPY --from=build /srv/lms /srv/lms

ENV PATH=/srv/lms/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    APP_ENVIRONMENT=production \
    APP_DATA_DIR=/data \
    APP_CONTENT_ROOT=/srv/lms/content
USER lms
WORKDIR /data
VOLUME /data
EXPOSE 8000
# The first start compiles every page, which takes a while.
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
ENTRYPOINT ["/usr/bin/tini", "--", "lms"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
