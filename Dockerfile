# The program alone: no shell, no package manager, not root. docs/ci.md has how to build it for several processors.
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
ARG TARGETOS
ARG TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags='-s -w' -o /vpclens .

FROM gcr.io/distroless/static-debian12:nonroot
LABEL org.opencontainers.image.title="vpclens" \
      org.opencontainers.image.description="See what every Lambda function in a VPC can reach, and why not" \
      org.opencontainers.image.source="https://github.com/vpclens/vpclens" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /vpclens /usr/local/bin/vpclens
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/vpclens"]
