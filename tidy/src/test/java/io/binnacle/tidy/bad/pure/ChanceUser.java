package io.binnacle.tidy.bad.pure;

import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Breaks rule 2: chance that no seed reaches, and a collection for threads. */
final class ChanceUser {
  private final ConcurrentHashMap<String, Random> sources = new ConcurrentHashMap<>();

  String name() {
    sources.put("one", new Random());
    return UUID.randomUUID().toString();
  }
}
