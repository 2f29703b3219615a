package io.binnacle.bench.commits;

import io.binnacle.bench.commits.load.Load;
import io.binnacle.bench.commits.load.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was measured in one run, and what it says about the aims. */
final class Measurements {
  /** Of the leader's group commit, on one member (docs/benchmarks.md). */
  private static final double GROUP_COMMIT_SHARE_MIN = 0.8;

  /** Of what etcd's three keep of its one. */
  private static final double KEPT_SHARE_MIN = 0.7;

  private static final String TABLE =
      """
      | members | bytes | proposers | commits/s | p50 ms | p99 ms | max ms | errors | members' CPU us | client's CPU us |
      |---|---|---|---|---|---|---|---|---|---|""";

  /**
   * @param bare one thread that writes and syncs as many records at once
   * @param groupCommit the same for proposers that wait
   */
  private record DiskRow(Load load, Outcome bare, Outcome groupCommit) {}

  private record Row(Form form, int members, Load load, Outcome outcome) {}

  private final List<DiskRow> disk = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  void disk(Load load, Outcome bare, Outcome groupCommit) {
    disk.add(new DiskRow(load, bare, groupCommit));
  }

  void add(Form form, int members, Load load, Outcome outcome) {
    rows.add(new Row(form, members, load, outcome));
  }

  @Nullable Outcome find(Form form, int members, int bytes, int proposers) {
    for (Row row : rows) {
      if (row.form == form
          && row.members == members
          && row.load.bytes() == bytes
          && row.load.proposers() == proposers) {
        return row.outcome;
      }
    }
    return null;
  }

  String diskTable() {
    StringBuilder table =
        new StringBuilder(
            """
            | bytes | proposers | one write and sync for all: records/s | p50 ms | group commit of proposers that wait: records/s | p50 ms | one member: commits/s | of group commit |
            |---|---|---|---|---|---|---|---|
            """);
    for (DiskRow row : disk) {
      Load load = row.load;
      Outcome member = find(Form.IN_PROCESS, 1, load.bytes(), load.proposers());
      table.append(
          "| %d | %d | %,.0f | %.2f | %,.0f | %.2f | %s |%n"
              .formatted(
                  load.bytes(),
                  load.proposers(),
                  row.bare.perSecond(),
                  row.bare.millisAt(50),
                  row.groupCommit.perSecond(),
                  row.groupCommit.millisAt(50),
                  member == null
                      ? "- | -"
                      : "%,.0f | %.0f %%"
                          .formatted(
                              member.perSecond(),
                              100 * member.perSecond() / row.groupCommit.perSecond())));
    }
    return table.toString();
  }

  String table(Form form) {
    StringBuilder table = new StringBuilder(TABLE).append('\n');
    for (Row row : rows) {
      if (row.form == form) {
        table.append(
            "| %d | %d | %d | %s |%n"
                .formatted(
                    row.members, row.load.bytes(), row.load.proposers(), row.outcome.cells()));
      }
    }
    return table.toString();
  }

  /** One line for each load that was put to one and to three members of both. */
  String verdicts() {
    StringBuilder said = new StringBuilder();
    for (DiskRow row : disk) {
      Load load = row.load;
      Outcome member = find(Form.IN_PROCESS, 1, load.bytes(), load.proposers());
      if (member != null && load.proposers() == CommitsCommand.JUDGED_PROPOSERS) {
        double share = member.perSecond() / row.groupCommit.perSecond();
        said.append(
            "- %d bytes, %d proposers: one member commits %.0f %% of what group commit allows (aim: %.0f %%): %s%n"
                .formatted(
                    load.bytes(),
                    load.proposers(),
                    100 * share,
                    100 * GROUP_COMMIT_SHARE_MIN,
                    share >= GROUP_COMMIT_SHARE_MIN ? "met" : "missed"));
      }
    }
    for (Row row : rows) {
      if (row.form == Form.ETCD && row.members == 3) {
        said.append(beside(row));
      }
    }
    return said.toString();
  }

  private String beside(Row etcdThree) {
    int bytes = etcdThree.load.bytes();
    int proposers = etcdThree.load.proposers();
    Outcome etcdOne = find(Form.ETCD, 1, bytes, proposers);
    Outcome one = find(Form.PROCESSES, 1, bytes, proposers);
    Outcome three = find(Form.PROCESSES, 3, bytes, proposers);
    if (etcdOne == null || one == null || three == null) {
      return "";
    }
    double kept = three.perSecond() / one.perSecond();
    double etcdKept = etcdThree.outcome.perSecond() / etcdOne.perSecond();
    return "- %d bytes, %d proposers: three members keep %.0f %% of one's rate, etcd's three %.0f %% (aim: at least %.0f %% of that): %s; three against three: %.1f times etcd's rate%n"
        .formatted(
            bytes,
            proposers,
            100 * kept,
            100 * etcdKept,
            100 * KEPT_SHARE_MIN,
            kept >= KEPT_SHARE_MIN * etcdKept ? "met" : "missed",
            three.perSecond() / etcdThree.outcome.perSecond());
  }
}
