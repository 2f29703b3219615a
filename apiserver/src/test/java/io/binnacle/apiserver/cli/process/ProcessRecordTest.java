package io.binnacle.apiserver.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRecordTest {
  @TempDir private Path folder;

  @Test
  void aRecordedProcessIsFoundWhileItRuns() throws Exception {
    Path file = folder.resolve("replica.pid");
    Process sleeper = new ProcessBuilder("sleep", "60").start();
    ProcessRecord.write(file, sleeper.toHandle());
    assertThat(ProcessRecord.find(file)).contains(sleeper.toHandle());
    assertThat(ProcessEnd.end(List.of(sleeper.toHandle()), Duration.ofSeconds(10))).isZero();
    assertThat(ProcessRecord.find(file)).isEmpty();
  }

  @Test
  void anotherProcessThatGotThePidIsNotBelieved() throws Exception {
    Path file = folder.resolve("replica.pid");
    ProcessRecord.write(file, ProcessHandle.current());
    List<String> lines = Files.readAllLines(file);
    long anHourBefore = Long.parseLong(lines.get(1)) - 3_600_000;
    Files.writeString(file, lines.getFirst() + "\n" + anHourBefore + "\n");
    assertThat(ProcessRecord.find(file)).isEmpty();
  }

  @Test
  void aFileThatIsNoRecordFindsNothing() throws Exception {
    for (String text : List.of("", "abc\n", "12\n", "12\nxyz\n")) {
      assertThat(ProcessRecord.find(Files.writeString(folder.resolve("bad.pid"), text)))
          .as(text)
          .isEmpty();
    }
  }

  @Test
  void aProcessThatIgnoresTheRequestIsKilledAfterTheBound() throws Exception {
    Process stubborn =
        new ProcessBuilder("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done")
            .start();
    assertThat(stubborn.inputReader().readLine()).isEqualTo("ready");
    assertThat(ProcessEnd.end(List.of(stubborn.toHandle()), Duration.ofMillis(300))).isEqualTo(1);
    assertThat(stubborn.isAlive()).isFalse();
  }
}
