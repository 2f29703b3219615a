package io.binnacle.apiserver.storage;

import io.binnacle.apiserver.reply.StatusMapper;
import io.binnacle.apiserver.storage.meter.StorageMeter;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.status.GroupResource;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Freshness;
import io.binnacle.store.KeyRange;
import io.binnacle.store.KeyValueStore;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import io.binnacle.store.StoreView;
import io.binnacle.store.ViewOutcome;
import io.binnacle.store.WatchOutcome;
import io.binnacle.store.Write;
import io.binnacle.store.WriteOutcome;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Objects over a {@link KeyValueStore}. What the store refuses, or cannot say, comes as a {@link
 * StatusException}; only success and conflict are values, because only they have a continuation.
 */
public final class ObjectStorage {
  private final KeyValueStore store;
  private final StoreBridge bridge;
  private final StorageMeter meter;

  public ObjectStorage(KeyValueStore store, StoreBridge bridge, StorageMeter meter) {
    this.store = store;
    this.bridge = bridge;
    this.meter = meter;
  }

  /** What became of a compare-and-put or a compare-and-delete. */
  public sealed interface Outcome {
    /**
     * @param version what was written, or for a delete the last version
     * @param revision the revision of the write
     */
    record Done(@Nullable KeyVersion version, Revision revision) implements Outcome {}

    /**
     * @param current what is there instead; null where the key is absent
     */
    record Conflict(@Nullable KeyVersion current) implements Outcome {}
  }

  public StoreBridge bridge() {
    return bridge;
  }

  /** The newest state of this replica, which may lag behind others. */
  public StoreView localView() {
    return store.localView();
  }

  /** When this replica applied a revision, by {@link System#nanoTime()}; empty if long ago. */
  public OptionalLong appliedNanos(Revision revision) {
    return store.appliedNanos(revision);
  }

  /** A view in which one object of the type is looked for. */
  public Mono<StoreView> viewToGet(ResourceType type, Freshness freshness) {
    return view(StorageMeter.Operation.GET, type.resource().groupResource(), freshness);
  }

  /** A view whose objects of the type are walked; see {@link #listed}. */
  public Mono<StoreView> viewToList(ResourceType type, Freshness freshness) {
    return view(StorageMeter.Operation.LIST, type.resource().groupResource(), freshness);
  }

  private Mono<StoreView> view(
      StorageMeter.Operation operation, GroupResource about, Freshness freshness) {
    return bridge
        .mono(
            () ->
                counted(
                    operation,
                    about,
                    () -> store.view(freshness),
                    outcome -> outcome instanceof ViewOutcome.Ready))
        .map(
            outcome ->
                switch (outcome) {
                  case ViewOutcome.Ready(StoreView view) -> view;
                  case ViewOutcome.Unavailable(String why) ->
                      throw new StatusException(StatusMapper.unavailable(why));
                  case ViewOutcome.NotReached(Revision wanted, Revision current) ->
                      throw new StatusException(
                          StatusMapper.tooLargeResourceVersion(wanted, current));
                });
  }

  /** Who walked the objects of a view says how many there were. */
  public void listed(ResourceType type, long fetched, long evaluated, long returned) {
    meter.listed(type.resource().groupResource(), fetched, evaluated, returned);
  }

  /** Writes what is no object if its key is as expected; null expects nothing there. */
  public Mono<Outcome> put(
      GroupResource area, Bytes key, Bytes value, @Nullable Revision expectedRevision) {
    return put(area, new Write.Put(key, value, Bytes.empty(), expected(expectedRevision)));
  }

  /** Writes an object if its key is as expected; null expects none there. */
  public Mono<Outcome> put(
      ResourceType type,
      Bytes key,
      ObjectEncoding.Encoded encoded,
      @Nullable Revision expectedRevision) {
    return put(
        type.resource().groupResource(),
        new Write.Put(
            key, encoded.value(), encoded.attachment().bytes(), expected(expectedRevision)));
  }

  private static Write.Expected expected(@Nullable Revision revision) {
    return revision == null
        ? new Write.Expected.Absent()
        : new Write.Expected.ModRevision(revision);
  }

  private Mono<Outcome> put(GroupResource about, Write.Put put) {
    boolean creates = put.expected() instanceof Write.Expected.Absent;
    return write(
        creates ? StorageMeter.Operation.CREATE : StorageMeter.Operation.UPDATE, about, put);
  }

  /** Deletes if the key was last written at the revision. */
  public Mono<Outcome> delete(GroupResource about, Bytes key, Revision expectedRevision) {
    return write(
        StorageMeter.Operation.DELETE,
        about,
        new Write.Delete(key, new Write.Expected.ModRevision(expectedRevision)));
  }

  private Mono<Outcome> write(StorageMeter.Operation operation, GroupResource about, Write write) {
    return bridge
        .mono(() -> counted(operation, about, () -> store.write(write), ObjectStorage::isDecided))
        .map(ObjectStorage::outcome);
  }

  private <T> CompletableFuture<T> counted(
      StorageMeter.Operation operation,
      GroupResource about,
      Supplier<CompletableFuture<T>> call,
      Predicate<T> isDone) {
    StorageMeter.Request request = meter.begin(operation, about);
    CompletableFuture<T> answer = call.get();
    var _ = answer.thenAccept(outcome -> request.end(isDone.test(outcome)));
    return answer;
  }

  private static boolean isDecided(WriteOutcome outcome) {
    return !(outcome instanceof WriteOutcome.Refused || outcome instanceof WriteOutcome.Undecided);
  }

  private static Outcome outcome(WriteOutcome outcome) {
    return switch (outcome) {
      case WriteOutcome.Written written ->
          new Outcome.Done(written.current(), written.current().modRevision());
      case WriteOutcome.Deleted deleted ->
          new Outcome.Done(deleted.previous().getFirst(), deleted.revision());
      case WriteOutcome.Unchanged _ -> new Outcome.Conflict(null);
      case WriteOutcome.Conflict conflict -> new Outcome.Conflict(conflict.current());
      case WriteOutcome.Refused refused -> throw new StatusException(StatusMapper.of(refused));
      case WriteOutcome.Undecided undecided ->
          throw new StatusException(StatusMapper.of(undecided));
      case WriteOutcome.Transacted _, WriteOutcome.Compacted _ ->
          throw new IllegalStateException("a single write was answered with " + outcome);
    };
  }

  /** The object at a key in a view; null where there is none. */
  public static @Nullable StoredObject find(StoreView view, ResourceType type, ObjectKey key) {
    KeyVersion version = view.get(StorageKey.of(type, key));
    return version == null ? null : ObjectEncoding.decode(type, version);
  }

  /** What became of a wish to watch objects. */
  public sealed interface Watch {
    record Opened(ObjectCursor cursor) implements Watch {}

    record Compacted(Revision compactRevision) implements Watch {}

    record TooMany(String why) implements Watch {}
  }

  /** Watches a collection, or the one object that the selector pins. */
  public Watch watch(
      ResourceType type,
      String namespace,
      ObjectSelector selector,
      Revision after,
      Runnable wakeUp) {
    KeyRange range = range(type, namespace, selector);
    return switch (store.watch(range, after, wakeUp)) {
      case WatchOutcome.Opened opened ->
          new Watch.Opened(new ObjectCursor(type, selector, opened.cursor()));
      case WatchOutcome.Compacted(Revision compactRevision) -> new Watch.Compacted(compactRevision);
      case WatchOutcome.TooMany(String why) -> new Watch.TooMany(why);
    };
  }

  /** The keys that can match: one where the selector pins the name and the namespace is known. */
  public static KeyRange range(ResourceType type, String namespace, ObjectSelector selector) {
    String name = selector.pinnedName();
    boolean single = name != null && !name.isEmpty() && type.namespaced() != namespace.isEmpty();
    return single && name != null
        ? KeyRange.single(StorageKey.of(type, new ObjectKey(namespace, name)))
        : StorageKey.collection(type, namespace);
  }
}
