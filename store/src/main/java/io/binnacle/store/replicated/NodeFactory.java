package io.binnacle.store.replicated;

import io.binnacle.consensus.ConsensusNode;
import io.binnacle.consensus.StateMachine;
import io.binnacle.store.WriteOutcome;
import java.io.IOException;

/**
 * Starts the consensus member that orders the store's writes; its settings are known to the caller
 * only. Called once by {@code ReplicatedStore.create(NodeFactory, StoreConfig)}.
 */
@FunctionalInterface
public interface NodeFactory {
  /**
   * @return the running member; whoever owns the store closes it through the store
   */
  ConsensusNode<WriteOutcome> start(StateMachine<WriteOutcome> machine) throws IOException;
}
