package io.binnacle.consensus.wire;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipForm;
import java.nio.ByteBuffer;

/** {@link MembershipForm} in buffers. */
public final class MembershipCodec {
  private MembershipCodec() {}

  public static int size(Membership membership) {
    return MembershipForm.size(membership);
  }

  public static void write(Membership membership, ByteBuffer target) {
    MembershipForm.write(membership).putInto(target);
  }

  /** Reads from the start of what is left; what lies behind it is not looked at. */
  public static Membership read(ByteBuffer source) throws MalformedException {
    return read(Bytes.copyOf(source));
  }

  static Membership read(Bytes form) throws MalformedException {
    Membership membership = MembershipForm.read(form);
    if (membership == null) {
      throw new MalformedException("a configuration that cannot be");
    }
    return membership;
  }
}
