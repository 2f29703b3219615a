package io.binnacle.store.replicated;

import io.binnacle.store.KeyValueStore;
import io.binnacle.store.contract.KeyValueStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RealMemberContractTest extends KeyValueStoreContract {
  @TempDir Path directory;

  @Override
  protected KeyValueStore open() throws Exception {
    return RealMember.open(directory, StoreConfig.defaults());
  }
}
