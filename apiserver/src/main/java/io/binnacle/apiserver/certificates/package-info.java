/**
 * Keys and certificates of a cluster, and the kubeconfig that carries them.
 *
 * <p>In: names, addresses, a clock. Out: PEM files that only their owner may read. Threads: the
 * caller's; every call blocks on files or on arithmetic. Must not know: requests, the store,
 * Spring.
 */
@NullMarked
package io.binnacle.apiserver.certificates;

import org.jspecify.annotations.NullMarked;
