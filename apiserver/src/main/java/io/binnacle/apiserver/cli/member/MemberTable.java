package io.binnacle.apiserver.cli.member;

import io.binnacle.apiserver.groupclient.RemoteGroup;
import io.binnacle.apiserver.groupclient.RemoteGroup.Reads;
import io.binnacle.apiserver.groupclient.RemoteGroup.RemoteMember;
import java.io.PrintWriter;

/** The group as a table. */
final class MemberTable {
  private static final String ROW = "%-18s %-16s %-24s %-16s %-7s %-10s %-6s %s";

  private MemberTable() {}

  static void print(RemoteGroup group, PrintWriter out) {
    out.println(
        ROW.formatted(
            "ID", "NAME", "PEER ADDRESS", "STANDING", "LEADS", "CONNECTED", "READS", "LAG"));
    for (RemoteMember each : group.members()) {
      boolean leads = each.memberId().equals(group.leaderId());
      Long lag = each.lagEntries();
      out.println(
          ROW.formatted(
                  each.memberId(),
                  each.name(),
                  each.port() == 0 ? "-" : each.host() + ":" + each.port(),
                  each.standing(),
                  leads ? "yes" : "",
                  each.connected() ? "yes" : "no",
                  each.reads().entries() == 0 ? "-" : versions(each.reads()),
                  lag == null ? "-" : lag)
              .stripTrailing());
    }
    if (group.reads().entries() != 0) {
      out.println(
          "All can read entries of version %d and commands of version %d; nothing later is written."
              .formatted(group.reads().entries(), group.reads().commands()));
    }
    if (group.joint()) {
      out.println("A change of voters is under way.");
    }
  }

  private static String versions(Reads reads) {
    return reads.entries() + "." + reads.commands();
  }
}
