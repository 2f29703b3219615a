package io.binnacle.apiserver.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.binnacle.apiserver.certificates.CertificateAuthority;
import io.binnacle.apiserver.certificates.Kubeconfig;
import io.binnacle.apiserver.groupclient.GroupClient;
import io.binnacle.apiserver.groupclient.KubeconfigFile;
import io.binnacle.apiserver.groupclient.RemoteGroup;
import io.binnacle.apiserver.groupclient.RemoteGroup.RemoteMember;
import io.binnacle.apiserver.joining.ForcedNewGroup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members that come and go while the group works, by the way a person goes (CLUS-01 to 13). */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroupChangesTest {
  private static final String MEMBERS = "/binnacle/v1/members";

  @TempDir private Path directory;

  /** RAFT-57, RAFT-58, RAFT-59, RAFT-63: the whole life of a member. */
  @Test
  void aMemberJoinsBecomesAVoterLeadsAndIsRemoved() throws Exception {
    try (ReplicasFixture group = new ReplicasFixture(directory)) {
      group.start("a", "b", "c");
      assertThat(group.create(group.servers().getFirst(), "before").statusCode()).isIn(201, 409);

      RunningServer joined = group.join("d", group.withRole("follower"));
      assertThat(joined.awaitReady(ReplicasFixture.PATIENCE)).isTrue();
      assertThat(group.read(joined, "before").statusCode()).isEqualTo(200);
      RemoteMember voter = await(group, joined, "d", member -> member.standing().equals("voter"));
      assertThat(group.create(joined, "by-the-new-one").statusCode()).isIn(201, 409);

      RunningServer leader = group.withRole("leader");
      try (GroupClient client = client(group, leader)) {
        RemoteGroup led = client.transferLeadership(voter.memberId());
        assertThat(led.members()).hasSize(4);
      }
      group.awaitLeader("d");

      try (GroupClient client = client(group, leader)) {
        RemoteGroup smaller = client.remove(voter.memberId());
        assertThat(smaller.members())
            .extracting(RemoteMember::name)
            .containsExactlyInAnyOrder("a", "b", "c");
      }
      assertThat(joined.stopped().join()).contains("removed");
      group.servers().remove(joined);
      HttpResponse<String> after = group.create(leader, "after");
      assertThat(after.statusCode()).as(after.body()).isIn(201, 409);
      assertThat(group.read(leader, "by-the-new-one").statusCode()).isEqualTo(200);
    }
  }

  /** CLUS-06, CLUS-07: what one replica has becomes a group of its own, and others join it. */
  @Test
  void aReplicaGoesOnAloneAfterTheOthersAreLost() throws Exception {
    try (ReplicasFixture group = new ReplicasFixture(directory)) {
      group.start("a", "b", "c");
      RunningServer before = group.withRole("leader");
      String name = before.status().name();
      assertThat(group.create(before, "kept").statusCode()).isIn(201, 409);
      for (RunningServer each : List.copyOf(group.servers())) {
        group.stop(each);
      }
      assertThatThrownBy(() -> ForcedNewGroup.in(directory.resolve("nobody"), "a", "after"))
          .hasMessageContaining("holds no member");
      ForcedNewGroup.in(group.dataDirectory(name), name, "after");

      RunningServer alone = group.startAlone(name, "after");
      assertThat(group.read(alone, "kept").statusCode()).isEqualTo(200);
      assertThat(group.create(alone, "new").statusCode()).isIn(201, 409);
      RunningServer joined = group.join("d", alone);
      await(group, joined, "d", member -> member.standing().equals("voter"));
      assertThat(group.read(joined, "kept").statusCode()).isEqualTo(200);

      // One that was a voter of another group, as this one was before.
      Path left = group.dataDirectory("e");
      Files.createDirectories(left.resolve("member/wal"));
      String voter =
          """
          {"formatVersion": 1, "clusterId": "b", "others": [], "settled": true,
           "self": {"memberId": "4d", "name": "e", "host": "127.0.0.1", "port": 2380}}
          """;
      Files.writeString(left.resolve("join.json"), voter);
      assertThatThrownBy(() -> group.join("e", alone))
          .hasMessageContaining(left + " holds member e of cluster b, and behind --join ")
          .hasMessageContaining("empty the directory; to go on in the old one, leave out --join");
      assertThat(left.resolve("join.json")).hasContent(voter);
      Files.delete(left.resolve("join.json"));
      assertThatThrownBy(() -> group.join("e", alone))
          .hasMessageContaining(left + " holds a member already: start it without --join; to join")
          .hasMessageContaining("removed from its group and empty the directory");
    }
  }

  /** CLUS-01: nobody becomes a learner for ever because the others have no address. */
  @Test
  void aMemberAloneTakesOthersInOnceItListensForThem() throws Exception {
    try (ReplicasFixture group = new ReplicasFixture(directory)) {
      RunningServer deaf = group.startAlone("a", "token", 0);
      assertThatThrownBy(() -> group.join("d", deaf))
          .hasMessageContaining("member a of the group has no peer address")
          .hasMessageContaining("--peer-port");
      assertThat(group.dataDirectory("d")).doesNotExist();
      refused(
          group.ask(deaf, "POST", MEMBERS, "{\"name\":\"x\",\"host\":\"h\",\"port\":1}"),
          409,
          "no peer address");
      group.stop(deaf);

      int port = ReplicasFixture.freePort();
      RunningServer listening = group.startAlone("a", "token", port);
      RemoteGroup now = client(group, listening).list();
      assertThat(now.members())
          .extracting(RemoteMember::host, RemoteMember::port)
          .containsExactly(tuple("127.0.0.1", port));
      // Of one that began to join while the group had no address.
      Files.createDirectories(group.dataDirectory("d"));
      Files.writeString(
          group.dataDirectory("d").resolve("join.json"),
          """
          {"formatVersion": 1, "clusterId": "%s", "settled": false,
           "self": {"memberId": "4d", "name": "d", "host": "127.0.0.1", "port": %d},
           "others": [{"memberId": "%s", "name": "a", "host": "localhost", "port": 0}]}
          """
              .formatted(
                  now.clusterId(),
                  ReplicasFixture.freePort(),
                  now.members().getFirst().memberId()));
      RunningServer joined = group.join("d", listening);
      await(group, joined, "d", member -> member.standing().equals("voter"));
    }
  }

  /** What is told of a server that does not answer is for people. */
  @Test
  void whyAServerDoesNotAnswerIsToldInWords() throws Exception {
    CertificateAuthority other = CertificateAuthority.create("other-ca", Clock.systemUTC());
    Path kubeconfig = directory.resolve("foreign");
    try (ReplicasFixture group = new ReplicasFixture(directory);
        ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      group.start("a");
      String url = group.servers().getFirst().url();
      Kubeconfig.write(
          kubeconfig, url, other, other.issueClient("admin", List.of("system:masters")));
      try (GroupClient client = new GroupClient(KubeconfigFile.read(kubeconfig), null)) {
        assertThatThrownBy(client::list)
            .hasMessage(
                url
                    + " does not answer: its certificate is not of an authority that the kubeconfig"
                    + " trusts");
      }
      URI mute = URI.create("https://127.0.0.1:" + silent.getLocalPort());
      try (GroupClient client = new GroupClient(KubeconfigFile.read(kubeconfig), mute)) {
        assertThatThrownBy(client::list)
            .hasMessage(mute + " does not answer: nothing came in time");
      }
    }
  }

  /** Bad input gets a Status that says what was wrong, and changes nothing. */
  @Test
  void whatCannotBeDoneIsRefusedInWords() throws Exception {
    try (ReplicasFixture group = new ReplicasFixture(directory)) {
      group.start("a");
      RunningServer server = group.servers().getFirst();
      refused(group.ask(server, "POST", MEMBERS, "{"), 400, "not JSON");
      refused(group.ask(server, "POST", MEMBERS, "[]"), 400, "object");
      refused(group.ask(server, "POST", MEMBERS, "{\"name\":\"x\",\"host\":\"h\"}"), 400, "port");
      refused(
          group.ask(
              server,
              "POST",
              MEMBERS,
              "{\"memberId\":\"-1\",\"name\":\"x\",\"host\":\"h\",\"port\":1}"),
          400,
          "no member id");
      refused(group.ask(server, "DELETE", MEMBERS + "/zz", null), 400, "no member id");
      refused(group.ask(server, "DELETE", MEMBERS + "/77", null), 404, "not found");
      refused(group.ask(server, "POST", MEMBERS + "/77/promote", ""), 404, "not found");
      refused(group.ask(server, "PUT", MEMBERS, "{}"), 405, "does not allow");
      RemoteMember only = client(group, server).list().members().getFirst();
      // CLUS-10: what another member has is refused, and it is said whose it is.
      refused(
          group.ask(server, "POST", MEMBERS, newMember("x", only.host(), only.port())),
          409,
          "the peer address %s:%d is that of member a (%s)"
              .formatted(only.host(), only.port(), only.memberId()));
      refused(
          group.ask(server, "POST", MEMBERS, newMember("a", "elsewhere", 1)),
          409,
          "the name a is that of member " + only.memberId());
      refused(group.ask(server, "DELETE", MEMBERS + "/" + only.memberId(), null), 409, "voter");
      refused(group.ask(server, "POST", MEMBERS + "/" + only.memberId() + "/promote", ""), 409, "");
      assertThat(client(group, server).list().members()).containsExactly(only);
    }
  }

  /** CLUS-17: by the leader and by a follower, which does not ask the leader then. */
  @Test
  void whoLeadsAlreadyIsNoFailureAndALearnerCannotLead() throws Exception {
    try (ReplicasFixture group = new ReplicasFixture(directory)) {
      group.start("a", "b", "c");
      RunningServer leader = group.withRole("leader");
      RunningServer follower = group.withRole("follower");
      String leaderId = String.valueOf(client(group, leader).list().leaderId());
      HttpResponse<String> added =
          group.ask(
              follower, "POST", MEMBERS, newMember("x", "127.0.0.1", ReplicasFixture.freePort()));
      assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
      RemoteMember learner = await(group, leader, "x", each -> each.standing().equals("learner"));
      for (RunningServer asked : List.of(leader, follower)) {
        HttpResponse<String> already =
            group.ask(asked, "POST", MEMBERS + "/" + leaderId + "/transfer-leadership", "");
        assertThat(already.statusCode()).as(already.body()).isEqualTo(200);
        assertThat(already.body()).contains("\"leaderId\":\"" + leaderId + "\"");
        refused(
            group.ask(
                asked, "POST", MEMBERS + "/" + learner.memberId() + "/transfer-leadership", ""),
            409,
            "x is a learner and cannot lead: promote it first");
        refused(
            group.ask(asked, "POST", MEMBERS + "/77/transfer-leadership", ""), 404, "not found");
      }
    }
  }

  private static String newMember(String name, String host, int port) {
    return "{\"name\":\"%s\",\"host\":\"%s\",\"port\":%d}".formatted(name, host, port);
  }

  private static void refused(HttpResponse<String> answer, int status, String words) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"kind\":\"Status\"").contains(words);
  }

  private static GroupClient client(ReplicasFixture group, RunningServer server) throws Exception {
    return new GroupClient(KubeconfigFile.read(group.kubeconfig(server)), null);
  }

  private static RemoteMember await(
      ReplicasFixture group, RunningServer by, String name, Predicate<RemoteMember> wanted)
      throws Exception {
    long deadline = System.nanoTime() + ReplicasFixture.PATIENCE.toNanos();
    String last = "";
    try (GroupClient client = client(group, by)) {
      while (System.nanoTime() < deadline) {
        RemoteGroup now = client.list();
        Optional<RemoteMember> found =
            now.members().stream()
                .filter(each -> each.name().equals(name) && wanted.test(each))
                .findFirst();
        if (found.isPresent()) {
          return found.get();
        }
        last = now.toString();
        Thread.sleep(50);
      }
    }
    throw new AssertionError(last);
  }
}
