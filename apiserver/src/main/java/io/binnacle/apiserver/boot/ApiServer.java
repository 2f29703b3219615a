package io.binnacle.apiserver.boot;

import io.binnacle.store.KeyValueStore;
import java.io.IOException;
import java.time.Clock;

/** Starts servers; any number of them may run in one JVM. */
public final class ApiServer {
  private ApiServer() {}

  /**
   * Starts one replica and returns as soon as its listener is open; {@link
   * RunningServer#awaitReady} waits for the group.
   *
   * @throws StartFailedException with a message of one line; nothing is left running then
   */
  public static RunningServer start(ServerOptions options) {
    return ServerAssembly.start(options, ApiServer::openStore, Clock.systemUTC());
  }

  private static KeyValueStore openStore(ServerOptions options) throws IOException {
    throw new IOException("replica " + options.member().name() + ": no source of order yet");
  }
}
