package io.binnacle.apiserver.cli;

import io.binnacle.apiserver.cli.client.ReplicaClient;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import io.binnacle.apiserver.cli.process.ProcessRecord;
import java.io.IOException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of one member of a local cluster.
 *
 * @param pid null when no process of it runs
 * @param role leader, follower, candidate, learner, or down
 * @param answers false for a member that is down, or that runs and does not answer
 */
record MemberReport(
    String name,
    @Nullable Long pid,
    String role,
    long term,
    long commitIndex,
    long appliedIndex,
    long revision,
    boolean answers,
    boolean ready,
    String url) {

  private static final int TIMEOUT_MILLIS = 2_000;

  /** Asks the member; what it does not say is 0. */
  static MemberReport of(ReplicaSpec spec, ClusterFolder folder, SSLContext identity) {
    Long pid =
        ProcessRecord.find(folder.replicaPid(spec.name())).map(ProcessHandle::pid).orElse(null);
    if (pid == null) {
      return silent(spec, null);
    }
    try (ReplicaClient client = new ReplicaClient(identity, spec.securePort(), TIMEOUT_MILLIS)) {
      ReplicaClient.Answer answer = client.get("/binnacle/v1/status");
      if (answer.status() != 200) {
        return silent(spec, pid);
      }
      JsonNode said = JsonMapper.shared().readTree(answer.body());
      return new MemberReport(
          spec.name(),
          pid,
          said.path("role").asString("down"),
          said.path("term").asLong(0),
          said.path("commitIndex").asLong(0),
          said.path("appliedIndex").asLong(0),
          said.path("revision").asLong(0),
          true,
          said.path("ready").asBoolean(false),
          spec.url());
    } catch (IOException | JacksonException _) {
      return silent(spec, pid);
    }
  }

  private static MemberReport silent(ReplicaSpec spec, @Nullable Long pid) {
    return new MemberReport(spec.name(), pid, "down", 0, 0, 0, 0, false, false, spec.url());
  }

  void writeTo(ObjectNode json) {
    json.put("name", name);
    if (pid == null) {
      json.putNull("pid");
    } else {
      json.put("pid", pid.longValue());
    }
    json.put("role", role);
    json.put("term", term);
    json.put("commitIndex", commitIndex);
    json.put("appliedIndex", appliedIndex);
    json.put("revision", revision);
    json.put("url", url);
  }
}
