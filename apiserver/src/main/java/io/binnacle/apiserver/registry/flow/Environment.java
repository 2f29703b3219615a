package io.binnacle.apiserver.registry.flow;

import io.binnacle.apiserver.registry.ownership.FieldOwnership;
import io.binnacle.apiserver.registry.strategy.Strategies;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.manifests.meta.Timestamp;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the flows of the registry share. Time and chance are passed in (design D14).
 *
 * @param random safe for use by any thread, and hard to guess: uids come from it
 */
public record Environment(
    ObjectStorage storage,
    Strategies strategies,
    FieldOwnership ownership,
    LongSupplier epochSeconds,
    RandomGenerator random) {
  /** The letters that no word can be made of (CRUD-24). */
  private static final String NAME_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private static final int RANDOM_NAME_LENGTH = 5;

  /** So that base and random part together are a DNS label. */
  private static final int NAME_BASE_LENGTH_MAX = 58;

  String now() {
    return Timestamp.ofEpochSecond(epochSeconds.getAsLong());
  }

  /** A random UUID of version 4. */
  String newUid() {
    // Asked for once: what is hard to guess costs by the call.
    ByteBuffer bits = ByteBuffer.wrap(new byte[2 * Long.BYTES]);
    random.nextBytes(bits.array());
    long high = (bits.getLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
    long low = (bits.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new java.util.UUID(high, low).toString();
  }

  String generatedName(String base) {
    StringBuilder name = new StringBuilder();
    name.append(base, 0, Math.min(base.length(), NAME_BASE_LENGTH_MAX));
    for (int i = 0; i < RANDOM_NAME_LENGTH; i++) {
      name.append(NAME_LETTERS.charAt(random.nextInt(NAME_LETTERS.length())));
    }
    return name.toString();
  }
}
