FROM python:3.11-slim-bookworm
# As `registry serve` sets it for its programs.
ENV MALLOC_ARENA_MAX=2
WORKDIR /srv/registry
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN pybabel -q compile -d registry/translations \
 && useradd --system --home /var/lib/registry --create-home registry \
 && install --directory --owner registry --mode 755 /var/lib/registry/files
USER registry
VOLUME /var/lib/registry
CMD ["python", "-m", "registry", "serve"]
