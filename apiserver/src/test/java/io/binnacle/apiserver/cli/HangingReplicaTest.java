package io.binnacle.apiserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replica that takes connections and never answers, as one that is stopped does. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HangingReplicaTest {
  /** 10 s of trying, and a look of 3 s that begins at their end; the rest is the machine's. */
  private static final Duration BOUND = Duration.ofSeconds(17);

  private static int run(StringWriter err, String... arguments) {
    return Binnacle.run(
        new PrintWriter(new StringWriter(), true), new PrintWriter(err, true), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"remove", "transfer-leader"})
  void aChangeOfAMemberGivesUpInTheTimeItNames(String verb, @TempDir Path folder) throws Exception {
    StringWriter err = new StringWriter();
    String pki = folder.toString();
    assertThat(run(err, "certs", "init", "--members", "a,b", "--output-dir", pki)).isZero();
    String kubeconfig = folder.resolve("kubeconfig").toString();
    try (ServerSocket hangs = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String server = "https://127.0.0.1:" + hangs.getLocalPort();
      long beganNanos = System.nanoTime();
      int code = run(err, "member", verb, "a", "--kubeconfig", kubeconfig, "--server", server);
      assertThat(Duration.ofNanos(System.nanoTime() - beganNanos))
          .isBetween(Duration.ofSeconds(10), BOUND);
      assertThat(code).isEqualTo(1);
      assertThat(err.toString().lines())
          .containsExactly(
              "binnacle: %s does not answer: nothing came in time: waiting, at most 10 s in all"
                  .formatted(server),
              "binnacle: %s does not answer: nothing came in time".formatted(server));
    }
  }
}
