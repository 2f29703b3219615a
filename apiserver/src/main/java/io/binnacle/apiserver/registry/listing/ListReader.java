package io.binnacle.apiserver.registry.listing;

import io.binnacle.apiserver.storage.ObjectEncoding;
import io.binnacle.apiserver.storage.ObjectSelector;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.ResourceVersions;
import io.binnacle.apiserver.storage.StorageKey;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Freshness;
import io.binnacle.store.KeyRange;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import io.binnacle.store.StoreView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Reads pages of objects. A page is a view of the store: nothing is copied, nothing is parsed. */
public final class ListReader {
  private final ObjectStorage storage;

  public ListReader(ObjectStorage storage) {
    this.storage = storage;
  }

  public Mono<ListPage> list(ResourceType type, ListQuery query) {
    return Mono.defer(
        () ->
            query.continueToken().isEmpty()
                ? first(type, query)
                : next(type, query, ContinueToken.decode(query.continueToken())));
  }

  private Mono<ListPage> first(ResourceType type, ListQuery query) {
    KeyRange range = ObjectStorage.range(type, query.namespace(), query.selector());
    if (!query.exact()) {
      return storage
          .viewToList(type, freshness(query.resourceVersion()))
          .map(view -> page(type, query, view, range));
    }
    Revision wanted = ResourceVersions.parse(query.resourceVersion());
    return storage
        .viewToList(type, new Freshness.AtLeast(wanted))
        .map(view -> page(type, query, exactly(view, wanted), range));
  }

  /** The table of section 4.2: unset is the newest, 0 any, N not older than N. */
  public static Freshness freshness(String resourceVersion) {
    if (resourceVersion.isEmpty()) {
      return new Freshness.Linearizable();
    }
    Revision wanted = ResourceVersions.parse(resourceVersion);
    return wanted.number() == 0
        ? new Freshness.PreferLinearizable()
        : new Freshness.AtLeast(wanted);
  }

  private static StoreView exactly(StoreView view, Revision wanted) {
    return switch (view.at(wanted)) {
      case StoreView.AtRevision.View(StoreView older) -> older;
      case StoreView.AtRevision.Compacted _ ->
          throw new StatusException(
              Status.expired("The resourceVersion for the provided list is too old."));
      case StoreView.AtRevision.Future(Revision current) ->
          throw new IllegalStateException("a view at " + current + " was waited for");
    };
  }

  private Mono<ListPage> next(ResourceType type, ListQuery query, ContinueToken token) {
    KeyRange whole = StorageKey.collection(type, query.namespace());
    KeyRange range = whole.startingAt(StorageKey.ofRelative(type, token.start()));
    if (!whole.contains(range.from())) {
      throw new StatusException(
          Status.badRequest("invalid continue token: it belongs to another list"));
    }
    if (token.revision() == ContinueToken.NEWEST) {
      return storage
          .viewToList(type, new Freshness.Linearizable())
          .map(view -> page(type, query, view, range));
    }
    Revision wanted = new Revision(token.revision());
    return storage
        .viewToList(type, new Freshness.AtLeast(wanted))
        .map(view -> page(type, query, continued(view, wanted, token), range));
  }

  private static StoreView continued(StoreView view, Revision wanted, ContinueToken token) {
    return switch (view.at(wanted)) {
      case StoreView.AtRevision.View(StoreView older) -> older;
      case StoreView.AtRevision.Compacted _ ->
          throw new ExpiredListException(
              new ContinueToken(ContinueToken.NEWEST, token.start()).encode());
      case StoreView.AtRevision.Future(Revision current) ->
          throw new IllegalStateException("a view at " + current + " was waited for");
    };
  }

  private ListPage page(ResourceType type, ListQuery query, StoreView view, KeyRange range) {
    Iterable<StoredObject> matching =
        () -> new MatchingObjects(type, query.selector(), view.iterate(range));
    if (query.limit() == 0) {
      return ListPage.whole(view.revision(), matching);
    }
    List<StoredObject> objects = new ArrayList<>();
    MatchingObjects iterator = new MatchingObjects(type, query.selector(), view.iterate(range));
    while (objects.size() < query.limit() && iterator.hasNext()) {
      objects.add(iterator.next());
    }
    iterator.done();
    if (objects.size() < query.limit() || !iterator.hasNextKey()) {
      return ListPage.last(view.revision(), objects);
    }
    StoredObject last = objects.getLast();
    String lastKey = StorageKey.relative(type, last.storageKey());
    ContinueToken token = ContinueToken.behind(view.revision().number(), lastKey);
    Long remaining = query.selector().isEverything() ? remaining(type, view, range, token) : null;
    return new ListPage(view.revision(), List.copyOf(objects), token.encode(), remaining);
  }

  private static long remaining(
      ResourceType type, StoreView view, KeyRange range, ContinueToken token) {
    return view.count(range.startingAt(StorageKey.ofRelative(type, token.start())));
  }

  /** The objects of a range that match, one ahead of the caller. Counted when they were walked. */
  private final class MatchingObjects implements Iterator<StoredObject> {
    private final ResourceType type;
    private final ObjectSelector selector;
    private final Iterator<KeyVersion> versions;
    private @Nullable StoredObject ahead;
    private long fetched;
    private long evaluated;
    private long returned;
    private boolean counted;

    MatchingObjects(ResourceType type, ObjectSelector selector, Iterator<KeyVersion> versions) {
      this.type = type;
      this.selector = selector;
      this.versions = versions;
    }

    /** Whether there are more keys, be they matching or not (LIST-02). */
    boolean hasNextKey() {
      return ahead != null || versions.hasNext();
    }

    @Override
    public boolean hasNext() {
      while (ahead == null && versions.hasNext()) {
        KeyVersion version = versions.next();
        fetched++;
        if (StorageKey.isObjectOf(type, version.key())) {
          evaluated++;
          StoredObject object = ObjectEncoding.decode(type, version);
          ahead = selector.matches(object) ? object : null;
        }
      }
      if (ahead == null) {
        done();
      }
      return ahead != null;
    }

    /** Nobody asks for more. */
    void done() {
      if (!counted) {
        counted = true;
        storage.listed(type, fetched, evaluated, returned);
      }
    }

    @Override
    public StoredObject next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      StoredObject next = ahead;
      ahead = null;
      returned++;
      if (next == null) {
        throw new NoSuchElementException();
      }
      return next;
    }
  }
}
