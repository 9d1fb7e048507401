# Stands for golang: this machine's Go, a shell, and the certificates.
FROM scratch
COPY root /
COPY go /usr/local/go
ENV PATH=/usr/local/go/bin:/bin GOPATH=/go GOTOOLCHAIN=local
