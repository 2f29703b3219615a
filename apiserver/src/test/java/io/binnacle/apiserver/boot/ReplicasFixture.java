package io.binnacle.apiserver.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.certificates.CertificateAuthority;
import io.binnacle.apiserver.certificates.Kubeconfig;
import io.binnacle.apiserver.health.ServerStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several replicas in one JVM, with the listeners, logs and certificates that processes have. */
final class ReplicasFixture implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String DEFAULT_TOKEN = ServerOptions.Member.DEFAULT_TOKEN;
  static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

  private final Path directory;
  private final CertificateAuthority authority;
  private final HttpClient admin;
  private final List<RunningServer> servers = new ArrayList<>();

  ReplicasFixture(Path directory) throws IOException {
    this.directory = directory;
    this.authority = CertificateAuthority.create("test-ca", Clock.systemUTC());
    authority.save(directory.resolve("ca.crt"), directory.resolve("ca.key"));
    this.admin =
        ServerFixture.client(
            HttpClient.Version.HTTP_2,
            authority,
            authority.issueClient("admin", List.of("system:masters")));
  }

  /** Starts a group of these members and waits until all are ready. */
  void start(String... names) throws IOException, InterruptedException {
    List<InitialMember> members = members(names);
    for (InitialMember member : members) {
      servers.add(ApiServer.start(options(member, members, DEFAULT_TOKEN, null)));
    }
    for (RunningServer server : servers) {
      assertThat(server.awaitReady(PATIENCE)).isTrue();
      assertThat(server.kubeconfig()).isNull();
    }
  }

  /** Starts a member that joins the group by one of its replicas. */
  RunningServer join(String name, RunningServer by) throws IOException {
    InitialMember self = members(name).getFirst();
    ServerOptions.Join join = new ServerOptions.Join(URI.create(by.url()), kubeconfig(by), null);
    RunningServer joined = ApiServer.start(options(self, List.of(self), DEFAULT_TOKEN, join));
    servers.add(joined);
    return joined;
  }

  /** Starts a member over its directory as a group of one. */
  RunningServer startAlone(String name, String token) throws IOException, InterruptedException {
    InitialMember self = members(name).getFirst();
    RunningServer alone = ApiServer.start(options(self, List.of(self), token, null));
    servers.add(alone);
    assertThat(alone.awaitReady(PATIENCE)).isTrue();
    return alone;
  }

  /**
   * The same without {@code --initial-cluster}.
   *
   * @param peerPort where it listens for other members; 0 where it does not say
   */
  RunningServer startAlone(String name, String token, int peerPort)
      throws IOException, InterruptedException {
    InitialMember nameOnly = new InitialMember(name, "localhost", 0);
    ServerOptions given = options(nameOnly, List.of(), token, null);
    ServerOptions.Peering files = given.peering();
    ServerOptions.Peering peering =
        new ServerOptions.Peering(
            "127.0.0.1", peerPort, files.certFile(), files.keyFile(), files.trustedCaFile());
    RunningServer alone =
        ApiServer.start(
            new ServerOptions(
                given.member(),
                given.serving(),
                peering,
                given.access(),
                given.requests(),
                given.data()));
    servers.add(alone);
    assertThat(alone.awaitReady(PATIENCE)).isTrue();
    return alone;
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    return members("any").getFirst().port();
  }

  Path dataDirectory(String name) {
    return directory.resolve(name).resolve("data");
  }

  /** Of an administrator, for one replica. */
  Path kubeconfig(RunningServer server) throws IOException {
    Path file = Files.createTempFile(directory, "kubeconfig", "");
    Kubeconfig.write(
        file, server.url(), authority, authority.issueClient("admin", List.of("system:masters")));
    return file;
  }

  List<RunningServer> servers() {
    return servers;
  }

  void stop(RunningServer server) {
    server.stop();
    servers.remove(server);
  }

  RunningServer withRole(String role) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      for (RunningServer server : servers) {
        ServerStatus status = server.status();
        if (status.role().equals(role) && status.leader() != null) {
          return server;
        }
      }
      Thread.sleep(20);
    }
    throw new AssertionError("no " + role);
  }

  /** A leader that has handed over may hold itself for one a moment longer. */
  void awaitLeader(String name) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!withRole("leader").status().name().equals(name)) {
      assertThat(System.nanoTime()).as("%s never led", name).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  /** As clients do: again while there is no leader, and 409 then says that it is there. */
  HttpResponse<String> create(RunningServer server, String name)
      throws IOException, InterruptedException {
    String body =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"}}";
    return whenLed(server, "POST", CONFIG_MAPS, body);
  }

  HttpResponse<String> read(RunningServer server, String name)
      throws IOException, InterruptedException {
    return whenLed(server, "GET", CONFIG_MAPS + "/" + name, null);
  }

  private HttpResponse<String> whenLed(
      RunningServer server, String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    HttpResponse<String> response = ask(server, method, path, body);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (response.statusCode() >= 500 && System.nanoTime() < deadline) {
      Thread.sleep(50);
      response = ask(server, method, path, body);
    }
    return response;
  }

  HttpResponse<String> ask(RunningServer server, String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    return ServerFixture.send(
        admin, server, method, path, body, "Content-Type", "application/json");
  }

  private ServerOptions options(
      InitialMember member,
      List<InitialMember> all,
      String token,
      ServerOptions.@Nullable Join join)
      throws IOException {
    Path home = directory.resolve(member.name());
    Files.createDirectories(home);
    Path certificate = home.resolve("server.crt");
    Path key = home.resolve("server.key");
    Path peerCertificate = home.resolve("peer.crt");
    Path peerKey = home.resolve("peer.key");
    authority.issueServer("kube-apiserver", List.of("127.0.0.1")).save(certificate, key);
    authority.issueMember(member.name(), List.of("127.0.0.1")).save(peerCertificate, peerKey);
    Path ca = directory.resolve("ca.crt");
    return new ServerOptions(
        new ServerOptions.Member(member.name(), home.resolve("data"), all, token, join),
        new ServerOptions.Serving("127.0.0.1", 0, null, certificate, key, List.of()),
        new ServerOptions.Peering("127.0.0.1", 0, peerCertificate, peerKey, ca),
        new ServerOptions.Access(ca, null, true, "10.96.0.0/16"),
        ServerOptions.Requests.defaults(),
        ServerOptions.Data.defaults());
  }

  /** Ports that were free a moment ago. */
  private static List<InitialMember> members(String... names) throws IOException {
    List<InitialMember> members = new ArrayList<>();
    List<ServerSocket> reserved = new ArrayList<>();
    for (String name : names) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      reserved.add(socket);
      members.add(new InitialMember(name, "127.0.0.1", socket.getLocalPort()));
    }
    for (ServerSocket socket : reserved) {
      socket.close();
    }
    return members;
  }

  @Override
  public void close() {
    servers.forEach(RunningServer::stop);
  }
}
