package io.binnacle.apiserver.controller;

import io.binnacle.apiserver.controller.election.LeaseElection;
import io.binnacle.apiserver.controller.garbagecollection.GarbageCollector;
import io.binnacle.apiserver.controller.namespace.NamespaceEmptier;
import io.binnacle.apiserver.controller.queue.QueueMeter;
import io.binnacle.apiserver.controller.queue.WorkQueue;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.service.ClaimRepair;
import io.binnacle.apiserver.storage.ObjectEvent;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.type.ResourceType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded controllers of one replica: one thread, idle unless this replica holds the Lease.
 *
 * <pre>
 * WAITING   the lease is somebody else's      -> LEADING when it is ours
 * LEADING   reads everything, then follows    -> WAITING when the lease is lost, or to begin anew
 * </pre>
 */
public final class Controllers implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Controllers.class);
  private static final GroupVersionResource NAMESPACES =
      new GroupVersionResource("", "v1", "namespaces");
  private static final GroupVersionResource SERVICES =
      new GroupVersionResource("", "v1", "services");

  /** How often a replica that waits looks, in its own state, whether the lease has become free. */
  private static final Duration CAMPAIGN_PERIOD = Duration.ofMillis(200);

  /** How long a replica that leads waits for events before it looks after its lease again. */
  private static final Duration IDLE_PERIOD = Duration.ofSeconds(1);

  /** Between two beginnings where something goes wrong. */
  private static final Duration RESTART_PERIOD = Duration.ofSeconds(1);

  /** How long work that did not succeed is left alone. */
  private static final Duration RETRY_PERIOD = Duration.ofMillis(200);

  /** Claims go astray only when a replica dies between two writes. */
  private static final Duration REPAIR_PERIOD = Duration.ofMinutes(3);

  private static final Duration WORK_PATIENCE = Duration.ofSeconds(30);
  private static final long STOP_MILLIS_MAX = 2_000;

  private final ResourceRegistry registry;
  private final LeaseElection election;
  private final GarbageCollector collector;
  private final NamespaceEmptier emptier;
  private final ClaimRepair repair;
  private final Clock clock;
  private final Semaphore wakeUps = new Semaphore(0);
  private final Thread thread;
  private volatile boolean running = true;

  private Controllers(
      ResourceRegistry registry,
      String identity,
      Predicate<String> isGone,
      Function<String, QueueMeter> meters,
      Clock clock) {
    this.registry = registry;
    this.clock = clock;
    this.election = new LeaseElection(registry, identity, isGone);
    this.collector =
        new GarbageCollector(
            registry, new WorkQueue<>(meters.apply("garbage_collector"), System::nanoTime));
    this.emptier =
        new NamespaceEmptier(
            registry,
            type(registry, NAMESPACES),
            new WorkQueue<>(meters.apply("namespace"), System::nanoTime),
            () -> clock.instant().getEpochSecond());
    this.repair = new ClaimRepair(registry.storage(), type(registry, SERVICES));
    this.thread =
        Thread.ofPlatform().daemon(true).name("binnacle-controllers").unstarted(this::run);
  }

  /**
   * @param identity of this replica, different from all others
   * @param isGone whether nothing that a replica of this identity writes can reach the store
   * @param meters who counts what goes through a queue of a name
   */
  public static Controllers start(
      ResourceRegistry registry,
      String identity,
      Predicate<String> isGone,
      Function<String, QueueMeter> meters,
      Clock clock) {
    Controllers controllers = new Controllers(registry, identity, isGone, meters, clock);
    controllers.thread.start();
    return controllers;
  }

  private static ResourceType type(ResourceRegistry registry, GroupVersionResource resource) {
    ResourceType type = registry.catalogue().find(resource);
    if (type == null) {
      throw new IllegalStateException("there is no type " + resource);
    }
    return type;
  }

  /**
   * Whether the loop has ended though nobody asked it to: what it cannot survive is no exception.
   */
  public boolean hasDied() {
    return running && !thread.isAlive();
  }

  /** Ends the loop and lets another replica take over at once. */
  @Override
  public void close() {
    running = false;
    wakeUps.release();
    try {
      thread.join(STOP_MILLIS_MAX);
      if (thread.isAlive()) {
        thread.interrupt();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (running) {
      try {
        if (leads()) {
          LOGGER.info("this replica runs the controllers");
          lead();
        } else {
          pause(CAMPAIGN_PERIOD);
        }
      } catch (RuntimeException failed) {
        // The loop must outlive whatever goes wrong; it begins anew with what is true then.
        if (running) {
          LOGGER.info("the controllers begin anew: {}", failed.toString());
          pause(RESTART_PERIOD);
        }
      }
    }
    election.resign();
  }

  private boolean leads() {
    long epochMicros = clock.millis() * 1_000;
    return election.isLeader(System.nanoTime(), epochMicros);
  }

  private void lead() {
    collector.restart();
    emptier.restart();
    try (ObjectFeeds feeds =
        ObjectFeeds.open(registry, watchedTypes(), this::present, wakeUps::release)) {
      long repairAtNanos = System.nanoTime() + REPAIR_PERIOD.toNanos();
      while (running && leads()) {
        if (System.nanoTime() - repairAtNanos > 0) {
          repair.pass().block(WORK_PATIENCE);
          repairAtNanos = System.nanoTime() + REPAIR_PERIOD.toNanos();
        }
        wakeUps.drainPermits();
        if (!feeds.poll(this::changed)) {
          return;
        }
        boolean retry = work();
        if (!collector.hasWork() || retry) {
          pause(retry || emptier.hasWork() ? RETRY_PERIOD : IDLE_PERIOD);
        }
      }
    }
  }

  /** True where something is to be tried again a little later. */
  private boolean work() {
    if (emptier.hasWork()) {
      emptier.work().block(WORK_PATIENCE);
    }
    return collector.hasWork() && Boolean.TRUE.equals(collector.work().block(WORK_PATIENCE));
  }

  private void present(StoredObject object) {
    if (isNamespace(object)) {
      emptier.present(object);
    }
    collector.present(object);
  }

  private void changed(ObjectEvent event) {
    if (isNamespace(event.object())) {
      emptier.changed(event);
    }
    collector.changed(event);
  }

  private static boolean isNamespace(StoredObject object) {
    return object.type().resource().equals(NAMESPACES);
  }

  /** Events own nothing and nobody misses them; there are more of them than of anything else. */
  private List<ResourceType> watchedTypes() {
    return registry.catalogue().all().stream()
        .filter(type -> type.stored() && type.supports("watch") && type.supports("delete"))
        .filter(type -> type.sharedStorage() == null && !type.plural().equals("events"))
        .toList();
  }

  private void pause(Duration most) {
    try {
      if (wakeUps.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS)) {
        wakeUps.drainPermits();
      }
    } catch (InterruptedException interrupted) {
      running = false;
    }
  }
}
