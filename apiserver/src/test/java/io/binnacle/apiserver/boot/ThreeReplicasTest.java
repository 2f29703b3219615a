package io.binnacle.apiserver.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three replicas in one JVM, with the listeners, logs and certificates that three processes have.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreeReplicasTest {
  private static final Pattern PORT = Pattern.compile("\"port\":[0-9]+,");

  @TempDir private Path directory;

  /**
   * LIST-24, CRUD-40, WATCH-26: what one replica has answered, every other one lists and reads at
   * once.
   */
  @Test
  void aWriteThroughAFollowerIsReadEverywhereAndSurvivesTheLeader() throws Exception {
    try (ReplicasFixture group = new ReplicasFixture(directory)) {
      group.start("a", "b", "c");
      RunningServer follower = group.withRole("follower");
      assertThat(group.create(follower, "first").statusCode()).isIn(201, 409);
      for (RunningServer server : group.servers()) {
        assertThat(group.read(server, "first").statusCode()).isEqualTo(200);
      }
      for (int i = 0; i < 20; i++) {
        List<RunningServer> servers = group.servers();
        String name = "seen-" + i;
        assertThat(group.create(servers.get(i % 3), name).statusCode()).isIn(201, 409);
        HttpResponse<String> list =
            group.ask(servers.get((i + 1) % 3), "GET", ReplicasFixture.CONFIG_MAPS, null);
        assertThat(list.body()).contains("\"name\":\"" + name + "\"");
      }
      awaitEndpoints(group, group.servers().getFirst());

      RunningServer leader = group.withRole("leader");
      group.stop(leader);
      RunningServer survivor = group.servers().getFirst();
      awaitEndpoints(group, survivor);
      HttpResponse<String> response = group.create(survivor, "second");
      assertThat(response.statusCode()).as(response.body()).isIn(201, 409);
      assertThat(group.read(group.servers().getLast(), "second").statusCode()).isEqualTo(200);
      assertThat(group.withRole("leader").status().name()).isNotEqualTo(leader.status().name());
      group.stop(group.servers().getFirst());
      awaitRefusal(group, group.servers().getFirst());
    }
  }

  /**
   * WATCH-26: who cannot know the state yet says when to come back, instead of a stream in which
   * nothing happens; the reference has a 429 for it.
   */
  private static void awaitRefusal(ReplicasFixture group, RunningServer alone) throws Exception {
    HttpResponse<String> watch =
        group.ask(alone, "GET", ReplicasFixture.CONFIG_MAPS + "?watch=1", null);
    assertThat(watch.statusCode()).as(watch.body()).isEqualTo(503);
    assertThat(watch.headers().firstValue("Retry-After")).isPresent();
  }

  /** CTRL-02: Endpoints and slices name all that serve and nobody else. */
  private static void awaitEndpoints(ReplicasFixture group, RunningServer server) throws Exception {
    List<String> wanted =
        group.servers().stream()
            .map(each -> "\"port\":" + each.securePort() + ",")
            .sorted()
            .toList();
    long deadline = System.nanoTime() + ReplicasFixture.PATIENCE.toNanos();
    List<String> endpoints = List.of();
    List<String> slices = List.of();
    while (System.nanoTime() < deadline) {
      endpoints = ports(group, server, "/api/v1/namespaces/default/endpoints/kubernetes");
      slices =
          ports(
              group,
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

  private static List<String> ports(ReplicasFixture group, RunningServer server, String path)
      throws IOException, InterruptedException {
    String body = group.ask(server, "GET", path, null).body();
    return PORT.matcher(body).results().map(MatchResult::group).sorted().toList();
  }
}
