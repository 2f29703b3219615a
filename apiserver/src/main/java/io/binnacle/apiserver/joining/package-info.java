/**
 * A member that a running group takes in: who it is, kept over restarts, and its way from learner
 * to voter; and a member that goes on alone.
 *
 * <p>In: the address of the group and an administrator's kubeconfig. Out: the group that the member
 * starts in. Threads: the caller's, which waits, and Reactor's for promotion. Must not know:
 * options of the server, and what the group stores.
 */
@NullMarked
package io.binnacle.apiserver.joining;

import org.jspecify.annotations.NullMarked;
