package io.binnacle.apiserver.boot;

import io.binnacle.apiserver.bootstrap.Bootstrap;
import io.binnacle.apiserver.health.Readiness;
import io.binnacle.apiserver.health.ServerStatus;
import io.binnacle.store.KeyValueStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that runs, and the order in which it stops (RT-10). */
final class StoppableServer implements RunningServer {
  private static final Logger LOGGER = LoggerFactory.getLogger(StoppableServer.class);
  private static final Duration READINESS_POLL = Duration.ofMillis(5);

  private final ServerOptions options;
  private final Parts parts;
  private final Facts facts;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CompletableFuture<String> stopped = new CompletableFuture<>();

  private StoppableServer(ServerOptions options, Parts parts, Facts facts) {
    this.options = options;
    this.parts = parts;
    this.facts = facts;
  }

  /**
   * What a stop has to do with.
   *
   * @param turnAway new requests are refused and open watches end
   */
  record Parts(
      KeyValueStore store,
      ResourceParts resources,
      HttpListener listener,
      Readiness readiness,
      Bootstrap bootstrap,
      Runnable turnAway) {}

  /** What the handle tells. */
  record Facts(
      String url,
      @Nullable Path kubeconfig,
      Supplier<ServerStatus> status,
      BooleanSupplier isReady) {}

  static StoppableServer run(ServerOptions options, Parts parts, Facts facts) {
    StoppableServer server = new StoppableServer(options, parts, facts);
    var _ = parts.store().stopped().thenAccept(server::onStoreStopped);
    LOGGER.info("replica {} serves {}", options.member().name(), facts.url());
    return server;
  }

  @Override
  public String url() {
    return facts.url();
  }

  @Override
  public int securePort() {
    return parts.listener().port();
  }

  @Override
  public ServerStatus status() {
    return facts.status().get();
  }

  @Override
  public @Nullable Path kubeconfig() {
    return facts.kubeconfig();
  }

  @Override
  public CompletableFuture<String> stopped() {
    return stopped.copy();
  }

  @Override
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      // One that stopped before will never be done with its bootstrap.
      CompletableFuture.anyOf(parts.bootstrap().done(), stopped)
          .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException _) {
      return false;
    }
    while (!stopped.isDone() && System.nanoTime() <= deadline) {
      if (facts.isReady().getAsBoolean()) {
        return true;
      }
      Thread.sleep(READINESS_POLL);
    }
    return false;
  }

  @Override
  public void stop() {
    if (stopping.compareAndSet(false, true)) {
      stopInOrder("stopped on request", options.requests().stopping().delay());
    } else {
      stopped.join();
    }
  }

  /**
   * Runs on the thread of the store that noticed it, so the work is done by another. The store has
   * logged why, and whoever waits for the stop is told.
   */
  private void onStoreStopped(String why) {
    if (stopping.compareAndSet(false, true)) {
      LOGGER.info("replica {} stops, since its store has", options.member().name());
      Thread.ofPlatform()
          .name("stop-" + options.member().name())
          .start(() -> stopInOrder("the store has stopped: " + why, Duration.ZERO));
    }
  }

  private void stopInOrder(String why, Duration delay) {
    parts.readiness().goingDown();
    try {
      Thread.sleep(delay);
      parts.bootstrap().close();
      parts.turnAway().run();
      parts.resources().stopControllers();
      parts.listener().drain(options.requests().stopping().grace());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      closeQuietly(parts.listener());
      closeQuietly(parts.store());
      closeQuietly(parts.resources());
      LOGGER.info("replica {} has stopped", options.member().name());
      stopped.complete(why);
    }
  }

  private void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOGGER.warn("replica {}: closing failed", options.member().name(), e);
    }
  }
}
