package io.binnacle.bench.commits.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.bench.commits.load.Group;
import io.binnacle.bench.commits.load.GrpcLoad;
import io.binnacle.bench.commits.load.Load;
import io.binnacle.bench.commits.load.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Real etcd on loopback, plaintext; the clients talk to its leader over gRPC. */
public final class EtcdGroup implements Group {
  private static final long LEADER_MILLIS_MAX = 60_000;
  private static final long LOOK_MILLIS = 100;
  private static final Pattern MEMBER = Pattern.compile("\"member_id\":\"(\\d+)\"");
  private static final Pattern LEADER = Pattern.compile("\"leader\":\"(\\d+)\"");
  private static final Pattern VERSION = Pattern.compile("etcd Version: (\\S+)");

  private final List<Child> members = new ArrayList<>();
  private final List<Integer> clientPorts;
  private final HttpClient http = HttpClient.newHttpClient();

  public EtcdGroup(String program, Path directory, int size) throws IOException {
    List<Integer> ports = FreePorts.take(2 * size);
    this.clientPorts = ports.subList(size, ports.size());
    List<String> cluster = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      cluster.add("etcd-" + i + "=http://127.0.0.1:" + ports.get(i));
    }
    for (int i = 0; i < size; i++) {
      String peer = "http://127.0.0.1:" + ports.get(i);
      String client = "http://127.0.0.1:" + clientPorts.get(i);
      Path log = directory.resolve("etcd-" + i + ".log");
      List<String> command =
          List.of(
              program,
              "--name=etcd-" + i,
              "--data-dir=" + directory.resolve("etcd-" + i),
              "--listen-peer-urls=" + peer,
              "--initial-advertise-peer-urls=" + peer,
              "--listen-client-urls=" + client,
              "--advertise-client-urls=" + client,
              "--initial-cluster=" + String.join(",", cluster),
              "--quota-backend-bytes=8589934592",
              "--log-outputs=stderr",
              "--logger=zap");
      members.add(Child.start(command, log));
    }
  }

  /** Null where the program is not there. */
  public static @Nullable String versionOf(String program) {
    try {
      Process process = new ProcessBuilder(program, "--version").start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      Matcher version = VERSION.matcher(said);
      return version.find() ? version.group(1) : null;
    } catch (IOException _) {
      return null;
    }
  }

  @Override
  public Outcome run(Load load) throws IOException, InterruptedException {
    return GrpcLoad.run(load, leaderPort(), members.stream().map(Child::handle).toList());
  }

  private int leaderPort() throws IOException, InterruptedException {
    for (long waited = 0; waited < LEADER_MILLIS_MAX; waited += LOOK_MILLIS) {
      for (int port : clientPorts) {
        String status = status(port);
        Matcher member = MEMBER.matcher(status);
        Matcher leader = LEADER.matcher(status);
        if (member.find() && leader.find() && member.group(1).equals(leader.group(1))) {
          return port;
        }
      }
      Thread.sleep(LOOK_MILLIS);
    }
    throw new IOException("no etcd leads");
  }

  /** Empty while it does not answer. */
  private String status(int port) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v3/maintenance/status"))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8)).body();
    } catch (IOException _) {
      return "";
    }
  }

  @Override
  public void close() {
    members.forEach(Child::end);
    http.close();
  }
}
