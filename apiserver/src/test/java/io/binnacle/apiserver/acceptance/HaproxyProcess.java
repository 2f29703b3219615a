package io.binnacle.apiserver.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real HAProxy that runs {@code examples/haproxy.cfg} with this cluster's ports. */
final class HaproxyProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  private HaproxyProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static HaproxyProcess start(Path binary, AcceptanceCluster cluster)
      throws IOException, InterruptedException {
    int port = AcceptanceCluster.freePort();
    List<AcceptanceCluster.Member> members = cluster.members();
    String text = Files.readString(exampleFile()).replace("127.0.0.1:7443", "127.0.0.1:" + port);
    for (int i = 0; i < members.size(); i++) {
      String example = "127.0.0.1:" + (6444 + i);
      assertThat(text).contains(example);
      URI url = URI.create(members.get(i).url());
      text = text.replace(example, "127.0.0.1:" + url.getPort());
    }
    Path configuration = Files.writeString(cluster.dataDirectory().resolve("haproxy.cfg"), text);
    ProcessBuilder builder =
        new ProcessBuilder(binary.toString(), "-db", "-f", configuration.toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(cluster.dataDirectory().resolve("haproxy.log").toFile());
    HaproxyProcess haproxy = new HaproxyProcess(builder.start(), port);
    AcceptanceCluster.await("HAProxy to listen", haproxy::listening);
    return haproxy;
  }

  /** Tests run in the module's folder; the examples are at the top of the project. */
  private static Path exampleFile() {
    return Path.of("..", "examples", "haproxy.cfg");
  }

  String url() {
    return "https://127.0.0.1:" + port;
  }

  private List<String> listening() {
    if (!process.isAlive()) {
      throw new AssertionError("HAProxy ended with " + process.exitValue());
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return List.of("listening");
    } catch (IOException _) {
      return List.of();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
