package io.binnacle.apiserver.subresource;

import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import reactor.core.publisher.Mono;

/** A subresource to which an object is posted, such as an eviction (RES-04). */
@FunctionalInterface
public interface PostedSubresource {
  /** The answer, or a StatusException. */
  Mono<Manifest> carryOut(Posted posted);

  /**
   * What somebody wants.
   *
   * @param key of the object whose subresource it is
   * @param sent with its defaults
   */
  record Posted(UserInfo user, ObjectKey key, Manifest sent, WriteOptions options) {}
}
