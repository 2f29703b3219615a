package io.binnacle.bench;

import io.binnacle.bench.http.Lines;
import io.binnacle.bench.http.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every measurement has: the server, the identity, the connections. */
final class TargetOptions {
  @Option(names = "--server", description = "URL of the server. Default: the kubeconfig's.")
  @Nullable URI server;

  @Option(names = "--kubeconfig", description = "A kubeconfig that holds its certificates inside.")
  @Nullable Path kubeconfig;

  @Option(names = "--token", description = "A bearer token.")
  @Nullable String token;

  @Option(names = "--certificate", description = "Client certificate, PEM.")
  @Nullable Path certificate;

  @Option(names = "--key", description = "Its key, PEM (PKCS#8).")
  @Nullable Path key;

  @Option(names = "--authority", description = "The server's authority, PEM. Default: trust any.")
  @Nullable Path authority;

  @Option(names = "--http1", description = "HTTP/1.1 with a connection for each client.")
  boolean http1;

  @Option(
      names = "--connections",
      defaultValue = "8",
      description = "HTTP/2 connections that the clients share. Default: 8.")
  int connections = 8;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Event loops of this program. Default: 1.")
  int threads = 1;

  @Option(
      names = "--server-pids",
      split = ",",
      description = "Processes of the server, on this machine: prints their CPU per operation.")
  List<Long> serverPids = List.of();

  @Option(
      names = "--namespace",
      defaultValue = "bench",
      description = "Where the objects go. Default: bench.")
  String namespace = "bench";

  @Option(
      names = "--object-bytes",
      defaultValue = "1024",
      description = "Size of an object, about. Default: 1024.")
  int objectBytes = 1_024;

  Lines lines() throws IOException {
    return new Lines(target(), !http1, threads);
  }

  /** To another server, as the same user. */
  Lines lines(URI other) throws IOException {
    return new Lines(target().at(other), !http1, threads);
  }

  Objects objects() {
    return new Objects(namespace, objectBytes);
  }

  private Target target() throws IOException {
    if (kubeconfig != null) {
      return Target.ofKubeconfig(kubeconfig, server);
    }
    if (server == null) {
      throw new IOException("give --server or --kubeconfig");
    }
    return new Target(server, token, text(certificate), text(key), text(authority));
  }

  private static @Nullable String text(@Nullable Path file) throws IOException {
    return file == null ? null : Files.readString(file);
  }
}
