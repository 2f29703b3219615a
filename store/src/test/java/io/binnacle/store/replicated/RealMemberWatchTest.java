package io.binnacle.store.replicated;

import io.binnacle.store.KeyValueStore;
import io.binnacle.store.contract.WatchContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RealMemberWatchTest extends WatchContract {
  @TempDir Path directory;

  @Override
  protected KeyValueStore open() throws Exception {
    return RealMember.open(directory, StoreConfig.defaults());
  }
}
