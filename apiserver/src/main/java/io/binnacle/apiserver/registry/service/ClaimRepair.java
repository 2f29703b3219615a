package io.binnacle.apiserver.registry.service;

import io.binnacle.apiserver.storage.ObjectEncoding;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StorageKey;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Freshness;
import io.binnacle.store.KeyRange;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import io.binnacle.store.StoreView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes claims and Services agree again after a crash between the two (CTRL-38). A claim without a
 * Service may belong to one that is just being written, so only a claim that two passes in a row
 * have found alone is given back. Used by one thread at a time.
 */
public final class ClaimRepair {
  private static final Logger LOGGER = LoggerFactory.getLogger(ClaimRepair.class);

  private final ObjectStorage storage;
  private final ResourceType services;

  /** Claims that the pass before found without a Service, as they were then. */
  private Map<Bytes, Revision> suspects = new LinkedHashMap<>();

  public ClaimRepair(ObjectStorage storage, ResourceType services) {
    this.storage = storage;
    this.services = services;
  }

  /** One pass over everything; writes only where something is wrong. */
  public Mono<Void> pass() {
    return storage
        .viewToList(services, new Freshness.Linearizable())
        .flatMap(
            view -> {
              Map<Bytes, Claims.Owner> wanted = wanted(view);
              return giveBack(view, wanted).then(claimMissing(view, wanted));
            });
  }

  private Map<Bytes, Claims.Owner> wanted(StoreView view) {
    Map<Bytes, Claims.Owner> wanted = new LinkedHashMap<>();
    Iterator<KeyVersion> versions = view.iterate(StorageKey.collection(services, ""));
    while (versions.hasNext()) {
      KeyVersion version = versions.next();
      if (!StorageKey.isObjectOf(services, version.key())) {
        continue;
      }
      Manifest service = ObjectEncoding.decode(services, version).manifest();
      Claims.Owner owner = Claims.Owner.of(service);
      for (String address : ServiceStrategy.claimedAddresses(service)) {
        wanted.put(StorageKey.ofClaim(ServiceStrategy.ADDRESS_AREA, address), owner);
      }
      for (Long port : ServiceStrategy.nodePorts(service)) {
        wanted.put(StorageKey.ofClaim(ServiceStrategy.PORT_AREA, Long.toString(port)), owner);
      }
    }
    return wanted;
  }

  private Mono<Void> giveBack(StoreView view, Map<Bytes, Claims.Owner> wanted) {
    Map<Bytes, Revision> alone = new LinkedHashMap<>();
    List<KeyVersion> lost = new ArrayList<>();
    for (KeyRange area :
        List.of(
            StorageKey.claims(ServiceStrategy.ADDRESS_AREA),
            StorageKey.claims(ServiceStrategy.PORT_AREA))) {
      Iterator<KeyVersion> claims = view.iterate(area);
      while (claims.hasNext()) {
        KeyVersion claim = claims.next();
        if (wanted.containsKey(claim.key())) {
          continue;
        }
        alone.put(claim.key(), claim.modRevision());
        if (claim.modRevision().equals(suspects.get(claim.key()))) {
          lost.add(claim);
        }
      }
    }
    suspects = alone;
    return Flux.fromIterable(lost)
        .doOnNext(claim -> LOGGER.info("{} belongs to no Service", claim.key().toUtf8()))
        .concatMap(claim -> storage.delete(Claims.ABOUT, claim.key(), claim.modRevision()))
        .then();
  }

  private Mono<Void> claimMissing(StoreView view, Map<Bytes, Claims.Owner> wanted) {
    return Flux.fromIterable(wanted.entrySet())
        .filter(entry -> view.get(entry.getKey()) == null)
        .concatMap(
            entry -> storage.put(Claims.ABOUT, entry.getKey(), entry.getValue().encode(), null))
        .then();
  }
}
