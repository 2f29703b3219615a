/**
 * The door of the consensus module: one member of a Raft group that replicates commands to a {@link
 * StateMachine}.
 *
 * <p>In: commands as bytes, requests for a read barrier. Out: exactly one {@link ProposalOutcome}
 * per proposal, committed commands in one order on every member. Threads: any may call; the
 * member's own threads call the state machine. Must not know: keys, revisions, Kubernetes, Spring,
 * Reactor.
 */
@NullMarked
package io.binnacle.consensus;

import org.jspecify.annotations.NullMarked;
