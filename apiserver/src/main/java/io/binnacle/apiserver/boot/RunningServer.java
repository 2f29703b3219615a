package io.binnacle.apiserver.boot;

import io.binnacle.apiserver.health.ServerStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One server that answers requests. Safe for use by any thread. */
public interface RunningServer extends AutoCloseable {
  /** Where clients reach it, with the real port: {@code https://host:port}. */
  String url();

  int securePort();

  ServerStatus status();

  /**
   * The administrator's kubeconfig that a member alone has written; null where certificates were
   * given.
   */
  @Nullable Path kubeconfig();

  /**
   * Waits until the server is ready: a leader is known, this replica has caught up, and the
   * bootstrap objects exist.
   *
   * @return false when that took too long
   */
  boolean awaitReady(Duration timeout) throws InterruptedException;

  /** Completes, with the reason, when the server has stopped, by {@link #stop()} or by a fault. */
  CompletableFuture<String> stopped();

  /** Stops in order: /readyz fails, watches end, requests in flight finish, the store closes. */
  void stop();

  @Override
  default void close() {
    stop();
  }
}
