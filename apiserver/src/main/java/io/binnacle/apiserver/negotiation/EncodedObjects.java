package io.binnacle.apiserver.negotiation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.consensus.base.Bytes;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was written of stored objects in forms that are not the stored one, so that lists of what
 * has not changed parse nothing. Bound: so many bytes; what was not asked for longest goes first.
 * Any number of threads use it.
 */
public final class EncodedObjects {
  private static final long BYTES_MAX = 64L * 1024 * 1024;

  /** Of the heap, at most this part. */
  private static final int HEAP_SHARE = 16;

  /** An entry beside its bytes: key, references, the cache's own books. */
  private static final int OVERHEAD_BYTES = 160;

  private final long bytesMax;

  /** Most servers are asked for nothing but JSON, so it is made when somebody asks. */
  private final AtomicReference<@Nullable Cache<Identity, byte[]>> made = new AtomicReference<>();

  /**
   * @param revision with the key it says which content is meant: an object of a store, never a
   *     draft
   * @param form type and view
   */
  private record Identity(Bytes key, long revision, String form) {}

  public EncodedObjects(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  private Cache<Identity, byte[]> cache() {
    Cache<Identity, byte[]> known = made.get();
    if (known != null) {
      return known;
    }
    Cache<Identity, byte[]> fresh =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher(
                (Identity identity, byte[] bytes) ->
                    bytes.length + identity.key().length() + OVERHEAD_BYTES)
            .executor(Runnable::run)
            .build();
    Cache<Identity, byte[]> faster = made.compareAndExchange(null, fresh);
    return faster == null ? fresh : faster;
  }

  /** 64 MiB, or a sixteenth of a small heap. */
  public static long standardBytesMax() {
    return Math.min(BYTES_MAX, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  OfView of(ObjectViews views) {
    return new OfView(views.type().resource() + " " + views.viewIdentity());
  }

  /** Those of one type in one view. */
  final class OfView {
    private final String form;

    private OfView(String form) {
      this.form = form;
    }

    /**
     * @param encode makes the bytes where they are not remembered; nobody changes them
     */
    byte[] bytes(StoredObject object, Supplier<byte[]> encode) {
      Identity identity = new Identity(object.storageKey(), object.revision().number(), form);
      byte[] known = cache().getIfPresent(identity);
      if (known != null) {
        return known;
      }
      byte[] bytes = encode.get();
      cache().put(identity, bytes);
      return bytes;
    }
  }
}
