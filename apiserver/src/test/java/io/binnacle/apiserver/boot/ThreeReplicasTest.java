package io.binnacle.apiserver.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.certificates.CertificateAuthority;
import io.binnacle.apiserver.health.ServerStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three replicas in one JVM, with the listeners, logs and certificates that three processes have.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreeReplicasTest {
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final List<RunningServer> servers = new ArrayList<>();

  @AfterEach
  void stopAll() {
    servers.forEach(RunningServer::stop);
  }

  @Test
  void aWriteThroughAFollowerIsReadEverywhereAndSurvivesTheLeader() throws Exception {
    CertificateAuthority authority = CertificateAuthority.create("test-ca", Clock.systemUTC());
    authority.save(directory.resolve("ca.crt"), directory.resolve("ca.key"));
    List<InitialMember> members = members("a", "b", "c");
    for (InitialMember member : members) {
      servers.add(ApiServer.start(options(member, members, authority)));
    }
    for (RunningServer server : servers) {
      assertThat(server.awaitReady(PATIENCE)).isTrue();
      assertThat(server.kubeconfig()).isNull();
    }
    HttpClient admin =
        ServerFixture.client(
            HttpClient.Version.HTTP_2,
            authority,
            authority.issueClient("admin", List.of("system:masters")));
    RunningServer follower = withRole("follower");
    assertThat(create(admin, follower, "first").statusCode()).isEqualTo(201);
    for (RunningServer server : servers) {
      assertThat(read(admin, server, "first").statusCode()).isEqualTo(200);
    }

    awaitEndpoints(admin, servers.getFirst());

    RunningServer leader = withRole("leader");
    leader.stop();
    servers.remove(leader);
    RunningServer survivor = servers.getFirst();
    awaitEndpoints(admin, survivor);
    HttpResponse<String> response = create(admin, survivor, "second");
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (response.statusCode() >= 500 && System.nanoTime() < deadline) {
      Thread.sleep(50);
      response = create(admin, survivor, "second");
    }
    assertThat(response.statusCode()).as(response.body()).isIn(201, 409);
    assertThat(read(admin, servers.getLast(), "second").statusCode()).isEqualTo(200);
    assertThat(withRole("leader").status().name()).isNotEqualTo(leader.status().name());
  }

  /** CTRL-02: Endpoints and slices name all that serve and nobody else. */
  private void awaitEndpoints(HttpClient admin, RunningServer server) throws Exception {
    List<String> wanted =
        servers.stream().map(each -> "\"port\":" + each.securePort() + ",").sorted().toList();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<String> endpoints = List.of();
    List<String> slices = List.of();
    while (System.nanoTime() < deadline) {
      endpoints = ports(admin, server, "/api/v1/namespaces/default/endpoints/kubernetes");
      slices =
          ports(
              admin,
              server,
              "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
                  + "?labelSelector=kubernetes.io/service-name%3Dkubernetes");
      if (endpoints.equals(wanted) && slices.equals(wanted)) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError(
        "wanted " + wanted + ", endpoints have " + endpoints + " and slices " + slices);
  }

  private static List<String> ports(HttpClient admin, RunningServer server, String path)
      throws IOException, InterruptedException {
    String body = ServerFixture.send(admin, server, "GET", path, null).body();
    return Pattern.compile("\"port\":[0-9]+,")
        .matcher(body)
        .results()
        .map(MatchResult::group)
        .sorted()
        .toList();
  }

  private RunningServer withRole(String role) throws InterruptedException {
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

  private static HttpResponse<String> create(HttpClient client, RunningServer server, String name)
      throws IOException, InterruptedException {
    String body =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"}}";
    return ServerFixture.send(
        client, server, "POST", CONFIG_MAPS, body, "Content-Type", "application/json");
  }

  private static HttpResponse<String> read(HttpClient client, RunningServer server, String name)
      throws IOException, InterruptedException {
    return ServerFixture.send(client, server, "GET", CONFIG_MAPS + "/" + name, null);
  }

  private ServerOptions options(
      InitialMember member, List<InitialMember> all, CertificateAuthority authority)
      throws IOException {
    Path home = directory.resolve(member.name());
    java.nio.file.Files.createDirectories(home);
    Path certificate = home.resolve("server.crt");
    Path key = home.resolve("server.key");
    Path peerCertificate = home.resolve("peer.crt");
    Path peerKey = home.resolve("peer.key");
    authority.issueServer("kube-apiserver", List.of("127.0.0.1")).save(certificate, key);
    authority.issueMember(member.name(), List.of("127.0.0.1")).save(peerCertificate, peerKey);
    Path ca = directory.resolve("ca.crt");
    return new ServerOptions(
        new ServerOptions.Member(member.name(), home.resolve("data"), all),
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
}
