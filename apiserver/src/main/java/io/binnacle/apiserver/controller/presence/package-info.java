/**
 * Which replicas serve the API at the moment, and the Endpoints of default/kubernetes that say so.
 *
 * <p>In: the registry, this replica's own address. Out: a record of this replica that is renewed,
 * records of others that have run out removed, Endpoints and EndpointSlices. Threads: one of the
 * controllers', which may block. Must not know: HTTP, members of the consensus group.
 */
@NullMarked
package io.binnacle.apiserver.controller.presence;

import org.jspecify.annotations.NullMarked;
