# Binnacle as an image:  docker build -t binnacle .
# Layers from what changes least to what changes most: libraries, own modules, the program, the AOT cache.

FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./mvnw -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true -pl apiserver -am package \
 && mkdir -p /out/libraries /out/modules \
 && mv apiserver/target/binnacle/lib/binnacle-*.jar /out/modules/ \
 && mv apiserver/target/binnacle/lib/*.jar /out/libraries/ \
 && mv apiserver/target/binnacle/binnacle.jar /out/

# The rehearsal runs on the very JVM and paths of the final image: an AOT cache fits nothing else.
FROM eclipse-temurin:25-jre AS program
COPY --from=build /out/libraries/ /opt/binnacle/lib/
COPY --from=build /out/modules/ /opt/binnacle/lib/
COPY --from=build /out/binnacle.jar /opt/binnacle/
FROM program AS rehearsed
RUN java -XX:+UseSerialGC -XX:+UseCompactObjectHeaders --sun-misc-unsafe-memory-access=allow \
    -jar /opt/binnacle/binnacle.jar rehearse --output /opt/binnacle/server.aot

FROM program
COPY --from=rehearsed /opt/binnacle/server.aot /opt/binnacle/
RUN install -d -o 10001 -g 10001 /var/lib/binnacle
USER 10001:10001
WORKDIR /var/lib/binnacle
VOLUME /var/lib/binnacle
EXPOSE 6443 2380
# More flags for the JVM go into JDK_JAVA_OPTIONS.
ENTRYPOINT ["java", "-XX:+UseG1GC", "-XX:+UseCompactObjectHeaders", "-XX:+ExitOnOutOfMemoryError", \
  "-XX:MaxRAMPercentage=60", "-XX:AOTCache=/opt/binnacle/server.aot", \
  "--sun-misc-unsafe-memory-access=allow", "-jar", "/opt/binnacle/binnacle.jar"]
CMD ["serve", "--data-dir", "/var/lib/binnacle/data"]
