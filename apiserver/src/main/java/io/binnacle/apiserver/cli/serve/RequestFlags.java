package io.binnacle.apiserver.cli.serve;

import io.binnacle.apiserver.boot.ServerOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The flags of {@code serve} that bound requests and the connections they come on. */
final class RequestFlags {
  @Option(
      names = "--max-request-bytes",
      paramLabel = "BYTES",
      converter = ByteCount.class,
      defaultValue = "3Mi",
      description = "The largest body of a request. Default: ${DEFAULT-VALUE}.")
  long maxRequestBytes = 3L << 20;

  @Option(
      names = "--request-timeout",
      paramLabel = "TIME",
      converter = GoDuration.class,
      defaultValue = "60s",
      description = "How long a request may take, watches excepted. Default: ${DEFAULT-VALUE}.")
  Duration requestTimeout = Duration.ofSeconds(60);

  @Option(
      names = "--watch-coalesce-ms",
      paramLabel = "MS",
      defaultValue = "10",
      description =
          "How long events may wait for more of their kind under load. Default: ${DEFAULT-VALUE}.")
  int watchCoalesceMillis = 10;

  @Option(
      names = "--shutdown-delay-duration",
      paramLabel = "TIME",
      converter = GoDuration.class,
      defaultValue = "0s",
      description = "Serve on for this long after a stop signal, while /readyz fails. Default: 0s.")
  Duration shutdownDelay = Duration.ZERO;

  @Option(
      names = "--shutdown-grace-duration",
      paramLabel = "TIME",
      converter = GoDuration.class,
      defaultValue = "10s",
      description = "For requests in flight after that. Default: ${DEFAULT-VALUE}.")
  Duration shutdownGrace = Duration.ofSeconds(10);

  @Option(
      names = "--goaway-chance",
      paramLabel = "PART",
      defaultValue = "0",
      description =
          "Of requests over HTTP/2 after which the client is asked to connect anew, so that a"
              + " balancer spreads clients again; at most 0.02. Default: 0, never.")
  double goawayChance;

  @Option(
      names = "--gzip-min-bytes",
      paramLabel = "BYTES",
      converter = ByteCount.class,
      defaultValue = "128Ki",
      description =
          "Replies larger than this are compressed, watches excepted, for clients that take it."
              + " Default: ${DEFAULT-VALUE}.")
  long gzipMinBytes = 128L << 10;

  ServerOptions.Requests toOptions() {
    return new ServerOptions.Requests(
        (int) Math.min(maxRequestBytes, Integer.MAX_VALUE),
        requestTimeout,
        watchCoalesceMillis,
        new ServerOptions.Stopping(shutdownDelay, shutdownGrace),
        goawayChance,
        (int) Math.min(gzipMinBytes, Integer.MAX_VALUE));
  }
}
