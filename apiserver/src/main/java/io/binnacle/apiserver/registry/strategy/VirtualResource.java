package io.binnacle.apiserver.registry.strategy;

import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.manifests.Manifest;
import reactor.core.publisher.Mono;

/** A kind that is answered when it is created, and forgotten (RES-04). */
@FunctionalInterface
public interface VirtualResource {
  /**
   * @param user who asks
   * @param namespace empty for kinds of the cluster
   * @return the object with its status
   */
  Mono<Manifest> answer(UserInfo user, String namespace, Manifest sent);
}
