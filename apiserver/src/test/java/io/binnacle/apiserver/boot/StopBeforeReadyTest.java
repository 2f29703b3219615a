package io.binnacle.apiserver.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A replica may stop before it was ever ready, as one that the group has removed does. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StopBeforeReadyTest {
  @TempDir private Path dataDir;

  @Test
  void whoWaitsForItIsNotKeptWaiting() throws InterruptedException {
    RunningServer server =
        ApiServer.start(
            ServerOptions.alone(dataDir.resolve("data"))
                .withServing(ServerOptions.Serving.on("127.0.0.1", 0)));
    server.stop();
    assertThat(server.awaitReady(Duration.ofMinutes(10))).isFalse();
    assertThat(server.stopped()).isCompleted();
  }
}
