package io.binnacle.bench.commits.group;

import io.binnacle.bench.commits.load.Group;
import io.binnacle.bench.commits.load.Load;
import io.binnacle.bench.commits.load.Outcome;
import io.binnacle.bench.commits.load.Proposers;
import io.binnacle.consensus.MemberStatus;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.driver.ConsensusMember;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All members in this process, over loopback; the proposers call the leader. */
public final class InProcessGroup implements Group {
  private static final long LEADER_MILLIS_MAX = 30_000;
  private static final long LOOK_MILLIS = 10;

  private final List<ConsensusMember<Long>> members = new ArrayList<>();

  public InProcessGroup(Path directory, int size) throws IOException {
    Map<String, String> addresses = MemberStart.addresses(FreePorts.take(size));
    for (String name : addresses.keySet()) {
      members.add(MemberStart.start(directory, name, addresses));
    }
  }

  @Override
  public Outcome run(Load load) throws InterruptedException, IOException {
    ConsensusMember<Long> leader = leader();
    Bytes command = Bytes.wrap(load.command());
    return Proposers.run(
        load,
        () -> leader.propose(command),
        outcome -> outcome instanceof ProposalOutcome.Applied<Long>);
  }

  private ConsensusMember<Long> leader() throws InterruptedException, IOException {
    for (long waited = 0; waited < LEADER_MILLIS_MAX; waited += LOOK_MILLIS) {
      for (ConsensusMember<Long> member : members) {
        if (member.status().role() == MemberStatus.Role.LEADER) {
          return member;
        }
      }
      Thread.sleep(LOOK_MILLIS);
    }
    throw new IOException("no member leads");
  }

  /** The leader last, so that nobody else has to be elected meanwhile. */
  @Override
  public void close() {
    members.stream()
        .filter(member -> member.status().role() != MemberStatus.Role.LEADER)
        .forEach(ConsensusMember::close);
    members.forEach(ConsensusMember::close);
  }
}
