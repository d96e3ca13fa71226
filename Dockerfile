# The image: one program, the mode is the first argument (proxy, injector, check, explain, inject, demo).
#
#   docker build -t rehost .                          JVM, with an AOT cache that is trained below
#   docker build -t rehost:native --target native .   native executable
#
# podman and buildah build it the same way, `make image` with whichever is there; docs/image.md says more.

# A tag and the digest that it had: the tag is for people. `tools/image/renew-bases` finds the newest digest.
ARG JDK_IMAGE=docker.io/library/eclipse-temurin:25-jdk@sha256:97014c4b396021f9ddb7d592a7dbedb0c4e4215c29e03dc01c393558aefb71c2
# By tag only: the registry removes untagged manifests, so that an old digest ends every build.
ARG NATIVE_IMAGE=quay.io/quarkus/ubi9-quarkus-mandrel-builder-image:jdk-25

# What changes least comes first: a changed source file builds nothing anew above "sources".
FROM ${JDK_IMAGE} AS runtime
# The JVM reads these options before JAVA_TOOL_OPTIONS, which so can change every one of them.
COPY tools/image/jvm.options /tmp/image/jvm.options
# What the classes use (jdeps), without java.desktop, java.sql, java.rmi and compilers, which only parts of libraries
# that are never loaded refer to; jdk.net for socket options, java.net.http for sending traces.
RUN jlink --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.xml,jdk.management,jdk.net,jdk.unsupported \
      --strip-debug --no-man-pages --no-header-files --compress=zip-6 \
      --add-options="$(grep '^-' /tmp/image/jvm.options | tr '\n' ' ')" --output /opt/java
# The root of the final stage: the runtime's and the libraries that it is linked with, names, certificates; no shell.
COPY tools/image/root /tmp/image/root
RUN sh /tmp/image/root /root-of-image /opt/java/bin/java /opt/java/lib/*.so /opt/java/lib/server/libjvm.so

FROM ${JDK_IMAGE} AS dependencies
WORKDIR /src
COPY mvnw pom.xml ./
COPY .mvn .mvn
# Whatever this misses is fetched below.
RUN ./mvnw --quiet dependency:resolve dependency:resolve-plugins quarkus:go-offline -Dspotless.check.skip

FROM dependencies AS sources
COPY examples/rules.yaml examples/rules.yaml
COPY src/main src/main
RUN ./mvnw --quiet package -Dmaven.test.skip -Dspotless.check.skip -Dquarkus.package.jar.type=aot-jar

FROM sources AS trained
COPY --from=runtime /opt/java /opt/java
COPY tools/image/arrange tools/image/Train.java /tmp/image/
# One time for all files: the cache is bound to the times of the JARs that it was trained with.
RUN sh /tmp/image/arrange target/quarkus-app /opt/rehost
RUN java /tmp/image/Train.java /opt/java/bin/java /opt/rehost

FROM scratch AS jvm-root
COPY --from=runtime /root-of-image /
COPY --from=runtime /opt/java /opt/java
COPY --from=trained /opt/rehost/native /usr/lib
# Libraries apart from our own classes, which change with every commit.
COPY --from=trained /opt/rehost/lib /opt/rehost/lib
COPY --from=trained /opt/rehost/quarkus-run.jar /opt/rehost/
COPY --from=trained /opt/rehost/quarkus /opt/rehost/quarkus
COPY --from=trained /opt/rehost/app /opt/rehost/app
COPY --from=trained /opt/rehost/rehost.aot /opt/rehost/
COPY --from=sources /src/target/bom.json /usr/share/sbom/rehost.cdx.json
ENV PATH=/opt/java/bin
ENTRYPOINT ["/opt/java/bin/java", "-XX:AOTCache=/opt/rehost/rehost.aot", "-jar", "/opt/rehost/quarkus-run.jar"]

FROM ${NATIVE_IMAGE} AS native-sources
USER root
WORKDIR /src
COPY mvnw pom.xml ./
COPY .mvn .mvn
RUN ./mvnw --quiet dependency:resolve dependency:resolve-plugins quarkus:go-offline -Dspotless.check.skip
COPY examples/rules.yaml examples/rules.yaml
COPY src/main src/main
RUN ./mvnw --quiet package -Dnative -Dmaven.test.skip -Dspotless.check.skip \
 && cp target/*-runner /usr/local/bin/rehost
COPY tools/image/root /tmp/image/root
RUN sh /tmp/image/root /root-of-image /usr/local/bin/rehost

FROM scratch AS native-root
COPY --from=native-sources /root-of-image /
COPY --from=native-sources /usr/local/bin/rehost /usr/local/bin/rehost
COPY --from=native-sources /src/target/bom.json /usr/share/sbom/rehost.cdx.json
ENV PATH=/usr/local/bin
ENTRYPOINT ["/usr/local/bin/rehost"]

FROM native-root AS native
ARG VERSION=0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Rehost" \
      org.opencontainers.image.description="HTTP sidecar that forwards to a fixed address and overrides the Host by rules" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
USER 65532:65532
STOPSIGNAL SIGTERM
EXPOSE 15080 15081
CMD ["proxy"]

# Last, so that it is the default.
FROM jvm-root AS jvm
ARG VERSION=0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Rehost" \
      org.opencontainers.image.description="HTTP sidecar that forwards to a fixed address and overrides the Host by rules" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
USER 65532:65532
STOPSIGNAL SIGTERM
EXPOSE 15080 15081
CMD ["proxy"]
