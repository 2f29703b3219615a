package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.RequestInfo;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.type.ResourceType;
import reactor.core.publisher.Mono;

/** A request whose resource is known. */
record ResourceCall(ApiRequest request, RequestInfo info, ResourceType type, UserInfo user) {
  /** The object that the path names. */
  ObjectKey key() {
    return new ObjectKey(type.namespaced() ? info.namespace() : "", info.name());
  }

  String namespace() {
    return type.namespaced() ? info.namespace() : "";
  }

  /** The body; no bytes where there is none. */
  Mono<byte[]> body() {
    return request.body().defaultIfEmpty(new byte[0]);
  }
}
