package io.binnacle.apiserver.boot;

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
    return ServerAssembly.start(options, Clock.systemUTC());
  }
}
