package io.binnacle.apiserver.subresource;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.QueryParameters;
import io.binnacle.manifests.ObjectKey;
import reactor.core.publisher.Mono;

/** A subresource that connects a client with something that runs on a node (SUB-42). */
@FunctionalInterface
public interface ConnectedSubresource {
  /** The reply, or a StatusException. */
  Mono<ApiReply> connect(ObjectKey key, QueryParameters query);
}
