package io.binnacle.apiserver.registry.service;

import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StorageKey;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.GroupResource;
import io.binnacle.store.KeyVersion;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Things of which there is one each, such as addresses: whoever owns the key of one owns it (design
 * D16). Only single keys are written, so a crash between claim and object leaves a claim without an
 * owner, which a repair finds.
 */
final class Claims {
  /** What metrics call requests about claims. */
  static final GroupResource ABOUT = new GroupResource("", "serviceallocations");

  private final ObjectStorage storage;
  private final String area;

  /**
   * @param area the part of the key space, one for each kind of thing
   */
  Claims(ObjectStorage storage, String area) {
    this.storage = storage;
    this.area = area;
  }

  String area() {
    return area;
  }

  /** Who claims. */
  record Owner(String namespace, String name, String uid) {
    static Owner of(Manifest object) {
      return new Owner(object.namespace(), object.name(), object.uid());
    }

    Bytes encode() {
      return Bytes.wrap(
          Manifest.empty()
              .edit(
                  editor ->
                      editor
                          .setText(namespace, "namespace")
                          .setText(name, "name")
                          .setText(uid, "uid"))
              .toJson());
    }

    static @Nullable Owner decode(Bytes value) {
      try {
        Manifest owner = Manifest.parseJson(value.toArray(), DecodeLimits.standard());
        return new Owner(
            owner.textOrEmpty("namespace"), owner.textOrEmpty("name"), owner.textOrEmpty("uid"));
      } catch (MalformedManifestException notOurs) {
        return null;
      }
    }
  }

  /** Whether this replica knows it to be taken; the answer may be old. */
  boolean looksTaken(String thing) {
    return storage.localView().get(StorageKey.ofClaim(area, thing)) != null;
  }

  /** Whether it belongs to the owner now; false where somebody else has it. */
  Mono<Boolean> claim(String thing, Owner owner) {
    return storage
        .put(ABOUT, StorageKey.ofClaim(area, thing), owner.encode(), null)
        .map(
            outcome ->
                switch (outcome) {
                  case ObjectStorage.Outcome.Done _ -> true;
                  case ObjectStorage.Outcome.Conflict(@Nullable KeyVersion current) ->
                      current != null && isOwnedBy(current, owner);
                });
  }

  /** The first of the candidates that nobody has; empty where all are taken. */
  Mono<String> claimAny(Iterator<String> candidates, Owner owner) {
    return Mono.defer(
        () -> {
          while (candidates.hasNext()) {
            String candidate = candidates.next();
            if (!looksTaken(candidate)) {
              return claim(candidate, owner)
                  .flatMap(taken -> taken ? Mono.just(candidate) : claimAny(candidates, owner));
            }
          }
          return Mono.empty();
        });
  }

  /** Gives it back if it belongs to the owner. */
  Mono<Void> release(String thing, Owner owner) {
    return Mono.defer(
        () -> {
          KeyVersion current = storage.localView().get(StorageKey.ofClaim(area, thing));
          return current == null || !isOwnedBy(current, owner)
              ? Mono.empty()
              : storage.delete(ABOUT, current.key(), current.modRevision()).then();
        });
  }

  private static boolean isOwnedBy(KeyVersion claim, Owner owner) {
    Owner actual = Owner.decode(claim.value());
    return actual != null && actual.uid().equals(owner.uid());
  }
}
