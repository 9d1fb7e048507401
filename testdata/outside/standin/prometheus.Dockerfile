# Stands for prom/prometheus, on Debian's.
FROM scratch
COPY root /
COPY prometheus /bin/prometheus
COPY --chown=65534:65534 empty /prometheus
ENV PATH=/bin
USER 65534
ENTRYPOINT ["/bin/prometheus"]
