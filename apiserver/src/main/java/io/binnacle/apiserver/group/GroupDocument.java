package io.binnacle.apiserver.group;

import io.binnacle.consensus.GroupView;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.manifests.tree.JsonTreeWriter;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The group as JSON. Ids are hexadecimal texts, since numbers of 64 bits do not survive every JSON
 * reader; {@code standing} is voter, learner or outgoing_voter; {@code entriesVersion} and {@code
 * commandsVersion} are the newest kinds of entries and commands that a member has said it can read
 * in the log, and above the members, what all of them can; {@code matchIndex}, {@code lagEntries},
 * {@code recentlyHeard} and {@code snapshot} are there only where the leader was asked.
 */
final class GroupDocument {
  private GroupDocument() {}

  static Bytes of(GroupView view) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("clusterId", HexadecimalId.of(view.clusterId()));
    Long leader = view.leaderId();
    root.put("leaderId", leader == null ? null : HexadecimalId.of(leader));
    root.put("joint", view.joint());
    write(view.understands(), root);
    var members = root.putArray("members");
    view.members().forEach(each -> write(each, members.addObject()));
    return Bytes.wrap(JsonTreeWriter.toBytes(root));
  }

  private static void write(Understanding understands, ObjectNode into) {
    into.put("entriesVersion", understands.entries());
    into.put("commandsVersion", understands.commands());
  }

  private static void write(GroupView.Member member, ObjectNode into) {
    into.put("memberId", HexadecimalId.of(member.memberId()));
    into.put("name", member.name());
    into.put("host", member.host());
    into.put("port", member.port());
    into.put("standing", member.standing().name().toLowerCase(Locale.ROOT));
    into.put("connected", member.connected());
    write(member.understands(), into);
    GroupView.Progress progress = member.progress();
    if (progress != null) {
      into.put("matchIndex", progress.matchIndex());
      into.put("lagEntries", progress.lagEntries());
      into.put("recentlyHeard", progress.recentlyHeard());
      into.put("snapshot", progress.snapshot());
    }
  }
}
