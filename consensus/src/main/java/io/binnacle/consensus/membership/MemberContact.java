package io.binnacle.consensus.membership;

import io.binnacle.consensus.base.Invariant;

/**
 * How the others call and reach a member. Travels with the configuration, so that whoever joins
 * later knows everybody; Raft itself never looks at it.
 */
public record MemberContact(long memberId, String name, String host, int port) {
  /** Longer than any label and any host name of DNS. */
  public static final int TEXT_CHARS_MAX = 255;

  public MemberContact {
    Invariant.check(memberId != 0, "a contact of nobody on port %d of %d", port, memberId);
    Invariant.check(
        name.length() <= TEXT_CHARS_MAX && host.length() <= TEXT_CHARS_MAX,
        "a name of %d characters, a host of %d",
        name.length(),
        host.length());
    Invariant.check(port >= 0 && port <= 65_535, "port %d of member %d", port, memberId);
  }

  /** Whether both are called the same; one whose name was never told is called nothing. */
  boolean hasNameOf(MemberContact other) {
    return !name.isEmpty() && name.equals(other.name);
  }

  /** Whether both are reached at the same place, as far as it can be told without resolving. */
  boolean hasAddressOf(MemberContact other) {
    return port != 0 && port == other.port && host.equalsIgnoreCase(other.host);
  }
}
