package io.binnacle.store.replicated;

import io.binnacle.store.KeyValueStore;
import io.binnacle.store.contract.LocalNode;
import io.binnacle.store.contract.WatchContract;

class LocalReplicatedStoreWatchTest extends WatchContract {
  @Override
  protected KeyValueStore open() throws Exception {
    return ReplicatedStore.create(LocalNode::new, StoreConfig.defaults());
  }
}
