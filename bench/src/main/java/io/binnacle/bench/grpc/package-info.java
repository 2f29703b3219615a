/**
 * The one call {@code etcdserverpb.KV/Put} over gRPC, as a client and as a server: what it takes to
 * measure etcd and a bare consensus member with the same client.
 *
 * <p>In: keys and values. Out: whether they were taken. Threads: Netty's event loops. Must not
 * know: what a put leads to, and any other call.
 */
@NullMarked
package io.binnacle.bench.grpc;

import org.jspecify.annotations.NullMarked;
