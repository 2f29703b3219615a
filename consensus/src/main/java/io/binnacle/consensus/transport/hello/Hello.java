package io.binnacle.consensus.transport.hello;

import io.binnacle.consensus.metrics.ConnectionFault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The first frame on a connection: who is calling, and whom it means to reach (WAL-27). It is
 * answered with {@link Answer} before anything else is read.
 *
 * <p>Magic, newest version and the fields up to the lane keep their places in all versions; what
 * later ones add comes behind and is passed over by older ones.
 *
 * @param versions of the protocol that the caller speaks
 */
public record Hello(Versions versions, long clusterId, long from, long to, Lane lane) {
  /** A connection of its own for what is large, so that heartbeats never wait behind it. */
  public enum Lane {
    MESSAGES,
    SNAPSHOTS
  }

  /**
   * What somebody speaks: always two neighbouring versions, so that a group can be upgraded member
   * by member. Version 2 adds signs of life.
   */
  public record Versions(int oldest, int newest) {
    public static final Versions SPOKEN = upTo(2);

    public static Versions upTo(int newest) {
      return new Versions(Math.max(1, newest - 1), newest);
    }

    /** The newest that both speak; 0 where there is none. */
    public int common(Versions other) {
      int best = Math.min(newest, other.newest);
      return best >= Math.max(oldest, other.oldest) ? best : 0;
    }

    @Override
    public String toString() {
      return oldest == newest ? "version " + newest : "versions " + oldest + " to " + newest;
    }
  }

  /** Of a hello or an answer. */
  public static final int BYTES_MAX = 512;

  private static final long MAGIC = 0x424E_434C_5045_4552L; // "BNCLPEER"
  private static final int BYTES_OF_VERSION_1 = 44;
  private static final int BYTES = BYTES_OF_VERSION_1 + Integer.BYTES;
  private static final int REASON_CHARS_MAX = 200;

  public byte[] encode() {
    ByteBuffer buffer = ByteBuffer.allocate(versions.newest == 1 ? BYTES_OF_VERSION_1 : BYTES);
    buffer.putLong(MAGIC).putInt(versions.newest).putInt(0);
    buffer.putLong(clusterId).putLong(from).putLong(to).putInt(lane == Lane.MESSAGES ? 0 : 1);
    if (versions.newest > 1) {
      buffer.putInt(versions.oldest);
    }
    return buffer.array();
  }

  public static Hello decode(ByteBuffer buffer) throws RefusedPeerException {
    int newest = readStart(buffer, BYTES_OF_VERSION_1);
    long clusterId = buffer.getLong();
    long from = buffer.getLong();
    long to = buffer.getLong();
    Lane lane = buffer.getInt() == 0 ? Lane.MESSAGES : Lane.SNAPSHOTS;
    int oldest = buffer.remaining() >= Integer.BYTES ? buffer.getInt() : newest;
    return new Hello(new Versions(Math.min(oldest, newest), newest), clusterId, from, to, lane);
  }

  /** Magic, version, and features of which this version knows none. */
  private static int readStart(ByteBuffer buffer, int bytesMin) throws RefusedPeerException {
    if (buffer.remaining() < bytesMin || buffer.getLong() != MAGIC) {
      throw new RefusedPeerException(
          ConnectionFault.GARBAGE, "what is there does not speak this protocol");
    }
    int version = buffer.getInt();
    int mustUnderstand = buffer.getInt();
    if (mustUnderstand != 0) {
      throw new RefusedPeerException(
          ConnectionFault.VERSION,
          "protocol version " + version + " with features that are not known here");
    }
    return version;
  }

  /** What the called one answers. */
  public enum Verdict {
    WELCOME,
    REFUSED,
    /** The group has removed the caller, for good (RAFT-18). */
    REMOVED
  }

  /**
   * @param version that is spoken from here on; where the caller is refused, the newest that the
   *     answering side speaks
   * @param why empty where the caller is welcome
   */
  public record Answer(int version, Verdict verdict, String why) {
    private static final int BYTES_MIN = 16;

    public static Answer welcome(int version) {
      return new Answer(version, Verdict.WELCOME, "");
    }

    public byte[] encode() {
      String shortened =
          why.length() <= REASON_CHARS_MAX ? why : why.substring(0, REASON_CHARS_MAX);
      byte[] text = shortened.getBytes(StandardCharsets.UTF_8);
      int codeBytes = version > 1 ? Integer.BYTES : 0;
      ByteBuffer buffer = ByteBuffer.allocate(BYTES_MIN + codeBytes + text.length);
      buffer.putLong(MAGIC).putInt(version).putInt(0);
      if (codeBytes > 0) {
        buffer.putInt(verdict == Verdict.REMOVED ? 1 : 0);
      }
      return buffer.put(text).array();
    }

    public static Answer decode(ByteBuffer buffer) throws RefusedPeerException {
      int version = readStart(buffer, BYTES_MIN);
      boolean isRemoved =
          version > 1 && buffer.remaining() >= Integer.BYTES && buffer.getInt() == 1;
      String why = StandardCharsets.UTF_8.decode(buffer).toString();
      Verdict ifRefused = isRemoved ? Verdict.REMOVED : Verdict.REFUSED;
      return new Answer(version, why.isEmpty() ? Verdict.WELCOME : ifRefused, why);
    }
  }
}
