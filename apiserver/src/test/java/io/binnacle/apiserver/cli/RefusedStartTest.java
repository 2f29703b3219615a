package io.binnacle.apiserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.boot.ApiServer;
import io.binnacle.apiserver.boot.RunningServer;
import io.binnacle.apiserver.boot.ServerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * FAULT-10: a data directory that must not be used ends {@code serve} with exit code 1 and one line
 * that says what is wrong and what to do.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusedStartTest {
  private static final int HEADER_BYTES = 512;

  @TempDir private Path folder;

  private Path data;
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void serveOnce() throws InterruptedException {
    data = folder.resolve("data");
    try (RunningServer server = start()) {
      assertThat(server.awaitReady(Duration.ofSeconds(60))).isTrue();
    }
  }

  private RunningServer start() {
    return ApiServer.start(
        ServerOptions.alone(data).withServing(ServerOptions.Serving.on("127.0.0.1", 0)));
  }

  /** The one line. */
  private String refusal(String... more) {
    List<String> arguments =
        Stream.concat(
                Stream.of("serve", "--data-dir", data.toString(), "--secure-port", "0"),
                Stream.of(more))
            .toList();
    StringWriter out = new StringWriter();
    err.getBuffer().setLength(0);
    int code =
        Binnacle.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            arguments.toArray(String[]::new));
    assertThat(code).isEqualTo(1);
    assertThat(err.toString().lines().count()).as(err.toString()).isEqualTo(1);
    assertThat(out.toString()).doesNotContain("Listening");
    return err.toString();
  }

  private Path firstSegment() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("member/wal"))) {
      return files.filter(each -> each.toString().endsWith(".wal")).sorted().findFirst().get();
    }
  }

  private void change(Path file, long offset, byte[] bytes) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(offset);
      open.write(bytes);
    }
  }

  @Test
  void aDirectoryInUse() {
    try (RunningServer _ = start()) {
      assertThat(refusal()).startsWith("binnacle: ").contains(data.toString(), "is in use by");
    }
  }

  @Test
  void aDirectoryOfAnotherMember() {
    assertThat(refusal("--name", "other"))
        .contains(data.toString(), "the log is of member", "or with another data directory");
  }

  @Test
  void aFormatOfALaterVersion() throws IOException {
    Path segment = firstSegment();
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "r")) {
      file.readFully(header.array());
    }
    CRC32C crc = new CRC32C();
    header.putInt(8, 9);
    crc.update(header.array(), 0, HEADER_BYTES - 4);
    header.putInt(HEADER_BYTES - 4, (int) crc.getValue());
    change(segment, 0, header.array());
    assertThat(refusal())
        .contains(segment.getFileName().toString(), "format version 9", "start the version that");
  }

  @Test
  void damageAndAgainAtTheNextStart() throws IOException {
    Path segment = firstSegment();
    byte[] bytes = Files.readAllBytes(segment);
    change(segment, 560, new byte[] {(byte) (bytes[560] ^ 1)});
    assertThat(refusal())
        .contains("is damaged", segment.getFileName().toString(), "a member alone", "begin anew")
        .doesNotContain("remove it from its group");
    change(segment, 560, new byte[] {bytes[560]});
    assertThat(refusal()).contains("was found damaged before");
  }

  @Test
  void aMissingSegment() throws IOException {
    Files.delete(firstSegment());
    assertThat(refusal()).contains("is damaged", "a log without segments");
  }

  /** RAFT-58: the id in join.json was good for the disk that is gone. */
  @Test
  void aMemberThatHadJoinedAndLostItsData() throws IOException {
    Files.writeString(
        data.resolve("join.json"),
        """
        {"formatVersion": 1, "clusterId": "b", "others": [], "settled": true,
         "self": {"memberId": "4d", "name": "default", "host": "127.0.0.1", "port": 2380}}
        """);
    try (Stream<Path> files = Files.walk(data.resolve("member"))) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    assertThat(refusal()).contains("is gone", "let it join as a new member");
  }
}
