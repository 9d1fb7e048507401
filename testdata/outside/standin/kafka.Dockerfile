# Stands for apache/kafka: its paths, its variables and its user, on the jars that tests
# have, for a machine that cannot pull images.
FROM scratch
COPY root /
COPY jre /opt/java
COPY libs /opt/kafka/libs
COPY kafka-run /etc/kafka/docker/run
COPY kafka-broker-api-versions.sh /opt/kafka/bin/kafka-broker-api-versions.sh
COPY --chown=1000:1000 empty /var/lib/kafka/data
ENV PATH=/bin:/opt/java/bin
USER 1000
VOLUME /var/lib/kafka/data
CMD ["/etc/kafka/docker/run"]
