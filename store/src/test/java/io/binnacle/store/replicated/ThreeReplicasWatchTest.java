package io.binnacle.store.replicated;

import io.binnacle.store.KeyValueStore;
import io.binnacle.store.contract.WatchContract;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Everything asked of a follower. */
class ThreeReplicasWatchTest extends WatchContract {
  @TempDir Path directory;

  private @Nullable ThreeReplicas replicas;

  @Override
  protected KeyValueStore open() throws Exception {
    replicas = new ThreeReplicas(directory, StoreConfig.defaults());
    return replicas.store(replicas.follower());
  }

  @AfterEach
  void closeAll() {
    if (replicas != null) {
      replicas.close();
    }
  }
}
