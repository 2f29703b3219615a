package io.binnacle.consensus.wire;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.membership.Membership;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Three lists of member ids, each behind its length. */
public final class MembershipCodec {
  private MembershipCodec() {}

  public static int size(Membership membership) {
    return 3 * Integer.BYTES
        + Long.BYTES
            * (membership.voters().size()
                + membership.learners().size()
                + membership.outgoingVoters().size());
  }

  public static void write(Membership membership, ByteBuffer target) {
    writeIds(membership.voters(), target);
    writeIds(membership.learners(), target);
    writeIds(membership.outgoingVoters(), target);
  }

  static Membership read(WireReader reader) throws MalformedException {
    List<Long> voters = readIds(reader);
    List<Long> learners = readIds(reader);
    List<Long> outgoing = readIds(reader);
    try {
      return new Membership(voters, learners, outgoing);
    } catch (Invariant.Violation e) {
      throw new MalformedException("a configuration that cannot be: " + e.getMessage());
    }
  }

  public static Membership read(ByteBuffer source) throws MalformedException {
    return read(new WireReader(source));
  }

  private static void writeIds(List<Long> ids, ByteBuffer target) {
    target.putInt(ids.size());
    ids.forEach(target::putLong);
  }

  private static List<Long> readIds(WireReader reader) throws MalformedException {
    int count = reader.readCount(Long.BYTES);
    List<Long> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ids.add(reader.readLong());
    }
    return ids;
  }
}
