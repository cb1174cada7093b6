# The program of a release, and nothing else. GoReleaser builds it for each platform
# from the executables that it has made, which are below the platform's name.
FROM scratch
ARG TARGETPLATFORM
COPY $TARGETPLATFORM/terraform-provider-dbartifact_v* /dbartifact
USER 65532:65532
ENTRYPOINT ["/dbartifact"]
