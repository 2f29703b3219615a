package io.binnacle.apiserver.boot;

import io.binnacle.store.KeyValueStore;
import java.io.IOException;

/** Opens the source of order (design D8). */
@FunctionalInterface
interface StoreOpener {
  /**
   * @throws IOException when it cannot be opened; nothing is left open then
   */
  KeyValueStore open(ServerOptions options) throws IOException;
}
