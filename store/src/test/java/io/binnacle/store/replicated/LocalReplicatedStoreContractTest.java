package io.binnacle.store.replicated;

import io.binnacle.store.KeyValueStore;
import io.binnacle.store.contract.KeyValueStoreContract;
import io.binnacle.store.contract.LocalNode;

class LocalReplicatedStoreContractTest extends KeyValueStoreContract {
  @Override
  protected KeyValueStore open() throws Exception {
    return ReplicatedStore.create(LocalNode::new, StoreConfig.defaults());
  }
}
