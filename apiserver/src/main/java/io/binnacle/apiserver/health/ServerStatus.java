package io.binnacle.apiserver.health;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.tree.JsonTreeWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one replica says of itself; served as JSON under {@code /binnacle/v1/status} with these
 * names.
 *
 * @param role leader, follower, candidate or learner
 * @param leader the leader's name; null while none is known
 * @param lag how many committed entries this replica has not applied yet
 * @param url where clients reach this replica
 */
public record ServerStatus(
    String name,
    String memberId,
    String role,
    long term,
    long commitIndex,
    long appliedIndex,
    long revision,
    @Nullable String leader,
    long lag,
    boolean ready,
    String url,
    long pid) {

  Bytes toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", name);
    node.put("memberId", memberId);
    node.put("role", role);
    node.put("term", term);
    node.put("commitIndex", commitIndex);
    node.put("appliedIndex", appliedIndex);
    node.put("revision", revision);
    node.put("leader", leader);
    node.put("lag", lag);
    node.put("ready", ready);
    node.put("url", url);
    node.put("pid", pid);
    return Bytes.wrap(JsonTreeWriter.toBytes(node));
  }
}
