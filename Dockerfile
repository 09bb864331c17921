# web-terminal in a container: the server, and what its shells need, as a user without rights.
#
#   docker build -t web-terminal .
#   docker run --rm -p 127.0.0.1:8080:8080 -e WEB_TERMINAL_JWT_SECRET -e WEB_TERMINAL_ALLOWED_HOSTS=localhost,127.0.0.1 \
#     --read-only --tmpfs /tmp --tmpfs /home/terminal:exec,uid=10001,gid=10001,mode=0700 \
#     --cap-drop ALL --security-opt no-new-privileges --pids-limit 4096 --memory 4g web-terminal
#
# Those options are the sandbox: nothing in the image needs to be written, a capability, or another user. The shells of
# all people run as one user here, and see each other's processes and files: one container for those who may.
# scripts/check-image follows these steps without a container engine, and tests what comes of them.

FROM swift:6.3-bookworm AS build
WORKDIR /source
COPY . .
RUN make release

# The packages of Debian that a shell is made of, and none of those that manage packages.
FROM debian:bookworm-slim AS root
# More of them, with the libraries they need: --build-arg MAKE_ROOT_PACKAGES="…"
ARG MAKE_ROOT_PACKAGES=
COPY deploy/container/make-root /usr/local/bin/make-root
RUN make-root /image

FROM scratch
COPY --from=root /image/ /
COPY --from=build /source/.build/dist/web-terminal /usr/local/bin/web-terminal
# The working directory stays the root, where nobody can write: a config.toml in it would be read.
# Workspaces are in the home, which may be run from: engines mount /tmp with noexec.
ENV PATH=/usr/local/bin:/usr/bin:/bin HOME=/home/terminal LANG=C.UTF-8 WEB_TERMINAL_HOST=0.0.0.0 \
    WEB_TERMINAL_SESSION_WORKSPACE_ROOT=/home/terminal/workspaces
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s --retries=3 CMD ["/usr/local/bin/web-terminal", "health"]
# Without a shell in between: the server is process 1, gets the signals, and reaps what its shells leave behind.
ENTRYPOINT ["/usr/local/bin/web-terminal"]
CMD ["start"]
