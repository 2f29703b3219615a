package io.binnacle.consensus;

import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.membership.MemberContact;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Everything one member is told when it starts.
 *
 * @param group who belongs together, and which of them this is
 * @param timing how fast it notices things
 * @param storage what it keeps on disk
 * @param admission what it takes at once before it refuses
 * @param readLease whether a leader answers reads without asking the others
 * @param seed where the member's chance comes from: election timeouts, backoff, jitter
 */
public record ConsensusConfig(
    Group group,
    Timing timing,
    Storage storage,
    Admission admission,
    ReadLease readLease,
    long seed) {

  /** The defaults for a group. */
  public static ConsensusConfig of(Group group, long seed) {
    return new ConsensusConfig(
        group, Timing.defaults(), Storage.defaults(), Admission.defaults(), ReadLease.OFF, seed);
  }

  public ConsensusConfig withTiming(Timing changed) {
    return new ConsensusConfig(group, changed, storage, admission, readLease, seed);
  }

  public ConsensusConfig withStorage(Storage changed) {
    return new ConsensusConfig(group, timing, changed, admission, readLease, seed);
  }

  public ConsensusConfig withAdmission(Admission changed) {
    return new ConsensusConfig(group, timing, storage, changed, readLease, seed);
  }

  public ConsensusConfig withReadLease(ReadLease changed) {
    return new ConsensusConfig(group, timing, storage, admission, changed, seed);
  }

  /**
   * A member of the first configuration of a group.
   *
   * @param memberId never 0, never used again once it was removed (RAFT-58)
   * @param host where the others reach its peer port
   */
  public record Member(long memberId, String name, String host, int port) {
    public Member {
      Invariant.check(memberId > 0, "member id %d of port %d is not positive", memberId, port);
    }

    /** The form that travels with the configuration. */
    public MemberContact contact() {
      return new MemberContact(memberId, name, host, port);
    }

    public static Member of(MemberContact contact) {
      return new Member(contact.memberId(), contact.name(), contact.host(), contact.port());
    }
  }

  /**
   * @param clusterId members of different groups never talk (WAL-27)
   * @param memberId which of the members this one is
   * @param members sorted by id, this one included
   * @param isJoining false: the members form the group when they start for the first time. True: it
   *     exists, this member waits to be added to it, and the members are whom it may hear from. A
   *     data directory that has begun the one way or the other keeps to it (RAFT-62)
   */
  public record Group(long clusterId, long memberId, List<Member> members, boolean isJoining) {
    /** A group that these members form. */
    public Group(long clusterId, long memberId, List<Member> members) {
      this(clusterId, memberId, members, false);
    }

    public Group {
      members = members.stream().sorted(Comparator.comparingLong(Member::memberId)).toList();
      HashSet<Long> ids = new HashSet<>();
      members.forEach(member -> ids.add(member.memberId()));
      Invariant.check(ids.size() == members.size(), "two members share an id: %s", members);
      Invariant.check(ids.contains(memberId), "member %s is not one of %s", memberId, members);
    }

    /** A group of one, for development and tests. */
    public static Group single(String name) {
      return ofInitialCluster("single", name, Map.of(name, "127.0.0.1:0"));
    }

    /**
     * A member with an empty disk that waits to be added to a group (RAFT-58).
     *
     * @param clusterId of the group, as any of its members tells it
     * @param self with an id that was never used in this group; {@link #newMemberId} makes one
     * @param others the members of the group at the moment
     */
    public static Group joining(long clusterId, Member self, List<Member> others) {
      List<Member> all = new ArrayList<>(others);
      all.add(self);
      return new Group(clusterId, self.memberId(), all, true);
    }

    /**
     * An id for a member that joins later.
     *
     * @param random 64 bits of chance, never the same twice
     */
    public static long newMemberId(long random) {
      return (random >>> 2) | 1;
    }

    /**
     * Ids that every member derives alike from what people write into {@code --initial-cluster}.
     *
     * @param token tells apart groups whose members have the same names
     * @param addresses {@code host:port} of the peer port by name
     * @throws IllegalArgumentException where an address is not {@code host:port}, or the name is
     *     not among them
     */
    public static Group ofInitialCluster(String token, String name, Map<String, String> addresses) {
      if (!addresses.containsKey(name)) {
        throw new IllegalArgumentException(
            "member " + name + " is not one of the initial cluster's " + addresses.keySet());
      }
      List<Member> members = new ArrayList<>();
      StringBuilder everybody = new StringBuilder(token);
      for (String each : addresses.keySet().stream().sorted().toList()) {
        everybody.append('\n').append(each);
        members.add(memberOf(token, each, String.valueOf(addresses.get(each))));
      }
      return new Group(digest(everybody.toString()), digest(token + "\n" + name), members);
    }

    private static Member memberOf(String token, String name, String address) {
      int colon = address.lastIndexOf(':');
      try {
        String host = address.substring(0, Math.max(0, colon)).replace("[", "").replace("]", "");
        int port = Integer.parseInt(address.substring(colon + 1));
        if (host.isEmpty() || port < 0 || port > 65_535) {
          throw new NumberFormatException(address);
        }
        return new Member(digest(token + "\n" + name), name, host, port);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "peer address of " + name + " is not host:port: '" + address + "'", e);
      }
    }

    /** 62 bits, so that ids stay positive in every language that prints them. */
    private static long digest(String text) {
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return (ByteBuffer.wrap(hash).getLong() >>> 2) | 1;
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    public Member self() {
      return member(memberId);
    }

    public Member member(long id) {
      return members.stream()
          .filter(member -> member.memberId() == id)
          .findFirst()
          .orElseThrow(
              () -> Invariant.violated("no member " + HexadecimalId.of(id) + " in " + members));
    }
  }

  /**
   * @param tickMillis the unit of the others
   * @param heartbeatTicks how often a leader says that it lives
   * @param electionTicks how long a silence is taken before an election, at least
   * @param peerLostTicksMin after a leader's connection is lost, at least (design D17)
   * @param peerLostTicksMax after a leader's connection is lost, at most
   */
  public record Timing(
      int tickMillis,
      int heartbeatTicks,
      int electionTicks,
      int peerLostTicksMin,
      int peerLostTicksMax) {
    public Timing {
      Invariant.check(tickMillis > 0, "tick of %s ms", tickMillis);
      Invariant.check(
          heartbeatTicks > 0 && heartbeatTicks < electionTicks,
          "heartbeat after %d ticks, election after %d",
          heartbeatTicks,
          electionTicks);
      Invariant.check(
          peerLostTicksMin > 0 && peerLostTicksMin <= peerLostTicksMax,
          "a lost peer is answered after %d to %d ticks",
          peerLostTicksMin,
          peerLostTicksMax);
    }

    /** Tick 25 ms, heartbeat 100 ms, election from 1 s, lost leader 50 to 150 ms. */
    public static Timing defaults() {
      return new Timing(25, 4, 40, 2, 6);
    }
  }

  /**
   * @param walSegmentBytes size of one preallocated file of the log
   * @param snapshotLogBytesMin a snapshot is due when this much log, and at least as much as the
   *     state itself, was written since the last one
   * @param logTailEntries entries kept behind a snapshot for slow followers (RAFT-69)
   * @param reserveBytes a file of this size is given up when the disk is full, so that the log can
   *     still take what frees room (WAL-25)
   * @param snapshotSendBytesPerSecondMax to each member that is sent a snapshot; 0 for as fast as
   *     it can take it (RAFT-67)
   * @param scrubBytesPerSecond how fast complete files are read again to find damage (WAL-29); 0
   *     for not at all
   */
  public record Storage(
      int walSegmentBytes,
      long snapshotLogBytesMin,
      int logTailEntries,
      int reserveBytes,
      long snapshotSendBytesPerSecondMax,
      long scrubBytesPerSecond) {
    /** Snapshots are sent as fast as they are taken, and nothing is read again. */
    public Storage(
        int walSegmentBytes, long snapshotLogBytesMin, int logTailEntries, int reserveBytes) {
      this(walSegmentBytes, snapshotLogBytesMin, logTailEntries, reserveBytes, 0, 0);
    }

    public Storage {
      Invariant.check(
          walSegmentBytes >= 4096 && snapshotLogBytesMin > 0,
          "segments of %d bytes, a snapshot after %d",
          walSegmentBytes,
          snapshotLogBytesMin);
    }

    /** Segments of 64 MB, a snapshot after 64 MiB, 5,000 entries of tail, a reserve of 16 MiB. */
    public static Storage defaults() {
      return new Storage(64_000_000, 64L << 20, 5_000, 16 << 20);
    }
  }

  /**
   * @param commandBytesMax a larger command is refused
   * @param proposalsPendingMax proposals without an outcome at one time
   * @param proposalBytesPendingMax their bytes
   * @param proposalTimeoutMillis after it a proposal without an outcome is undecided
   * @param leaderWaitMillis how long a proposal or a read waits here for a leader to be known
   *     before it is refused (RAFT-33, design D17)
   * @param readsPendingMax read barriers without an outcome at one time
   */
  public record Admission(
      int commandBytesMax,
      int proposalsPendingMax,
      long proposalBytesPendingMax,
      int proposalTimeoutMillis,
      int leaderWaitMillis,
      int readsPendingMax) {

    /**
     * Commands of 3 MiB, 8,192 of them or 128 MiB waiting at most 10 s, 3 s for a leader, 65,536
     * reads.
     */
    public static Admission defaults() {
      return new Admission(Limits.COMMAND_BYTES_MAX, 8_192, 128L << 20, 10_000, 3_000, 65_536);
    }
  }

  /**
   * Linearizable reads without a round of heartbeats, as long as the leader holds a lease (RAFT-50,
   * RAFT-51). They rest on clocks: each must run, also while the machine or the process stands
   * still, and show no more or less than the drift that is given, or a read may be stale. Without a
   * lease no clock is trusted.
   *
   * @param isOn alike on all members of a group. A member that has it on votes for nobody for an
   *     election timeout after each start
   * @param clockDriftPermilleMax how much slower or faster than true time a clock may run
   */
  public record ReadLease(boolean isOn, int clockDriftPermilleMax) {
    /** Each read takes a round: the default. */
    public static final ReadLease OFF = new ReadLease(false, 0);

    public ReadLease {
      Invariant.check(
          clockDriftPermilleMax >= 0 && clockDriftPermilleMax < 1_000,
          "a clock that drifts by %d permille",
          clockDriftPermilleMax);
    }
  }
}
