# Stands for prom/alertmanager, on Debian's.
FROM scratch
COPY root /
COPY alertmanager /bin/alertmanager
COPY --chown=65534:65534 empty /alertmanager
ENV PATH=/bin
USER 65534
ENTRYPOINT ["/bin/alertmanager"]
