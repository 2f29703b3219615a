package io.binnacle.consensus.transport.hello;

import io.binnacle.consensus.ConsensusConfig.Member;
import io.binnacle.consensus.identity.KnownDirectories;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.metrics.ConnectionFault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first frame on a connection: who is calling, and whom it means to reach (WAL-27). It is
 * answered with {@link Answer} before anything else is read.
 *
 * <p>Magic, newest version and the fields up to the lane keep their places in all versions; what
 * later ones add comes behind and is passed over by older ones.
 *
 * @param versions of the protocol that the caller speaks
 * @param caller how the caller is called and reached; null where it does not say. Whom it calls may
 *     be so far behind that it knows nothing of the caller yet, and must answer all the same
 * @param directory of the caller (see {@link KnownDirectories})
 * @param understands what the caller can read in the log
 */
public record Hello(
    Versions versions,
    long clusterId,
    long from,
    long to,
    Lane lane,
    @Nullable Member caller,
    long directory,
    Understanding understands) {
  /** Of a caller that relies on being known. */
  public Hello(Versions versions, long clusterId, long from, long to, Lane lane) {
    this(versions, clusterId, from, to, lane, null);
  }

  /** Of a program that says neither its directory nor what it understands. */
  public Hello(
      Versions versions, long clusterId, long from, long to, Lane lane, @Nullable Member caller) {
    this(
        versions, clusterId, from, to, lane, caller, KnownDirectories.UNSAID, Understanding.UNSAID);
  }

  /** The same in other versions of the protocol. */
  public Hello in(Versions spoken) {
    return new Hello(spoken, clusterId, from, to, lane, caller, directory, understands);
  }

  /** A connection of its own for what is large, so that heartbeats never wait behind it. */
  public enum Lane {
    MESSAGES,
    SNAPSHOTS;

    public static Lane of(PeerMessage message) {
      return message instanceof PeerMessage.InstallSnapshot ? SNAPSHOTS : MESSAGES;
    }
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
  private static final int BYTES_BEHIND_CALLER = Long.BYTES + 2 * Integer.BYTES;

  public byte[] encode() {
    byte[] told = caller == null || versions.newest == 1 ? new byte[0] : encodeRest(caller);
    int fixedBytes = versions.newest == 1 ? BYTES_OF_VERSION_1 : BYTES;
    boolean fits = fixedBytes + told.length <= BYTES_MAX;
    ByteBuffer buffer = ByteBuffer.allocate(fixedBytes + (fits ? told.length : 0));
    buffer.putLong(MAGIC).putInt(versions.newest).putInt(0);
    buffer.putLong(clusterId).putLong(from).putLong(to).putInt(lane == Lane.MESSAGES ? 0 : 1);
    if (versions.newest > 1) {
      buffer.putInt(versions.oldest);
    }
    if (fits) {
      buffer.put(told);
    }
    return buffer.array();
  }

  private byte[] encodeRest(Member told) {
    byte[] name = utf8(told.name());
    byte[] host = utf8(told.host());
    ByteBuffer buffer =
        ByteBuffer.allocate(name.length + host.length + 3 * Integer.BYTES + BYTES_BEHIND_CALLER);
    buffer.putInt(told.port()).putInt(name.length).put(name).putInt(host.length).put(host);
    buffer.putLong(directory).putInt(understands.entries()).putInt(understands.commands());
    return buffer.array();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static Hello decode(ByteBuffer buffer) throws RefusedPeerException {
    int newest = readStart(buffer, BYTES_OF_VERSION_1);
    long clusterId = buffer.getLong();
    long from = buffer.getLong();
    long to = buffer.getLong();
    Lane lane = buffer.getInt() == 0 ? Lane.MESSAGES : Lane.SNAPSHOTS;
    int oldest = buffer.remaining() >= Integer.BYTES ? buffer.getInt() : newest;
    Versions versions = new Versions(Math.min(oldest, newest), newest);
    Member caller = readCaller(from, buffer);
    if (buffer.remaining() < BYTES_BEHIND_CALLER) {
      return new Hello(versions, clusterId, from, to, lane, caller);
    }
    long directory = buffer.getLong();
    Understanding understands = new Understanding(buffer.getInt(), buffer.getInt());
    return new Hello(versions, clusterId, from, to, lane, caller, directory, understands);
  }

  private static @Nullable Member readCaller(long from, ByteBuffer buffer)
      throws RefusedPeerException {
    if (!buffer.hasRemaining()) {
      return null;
    }
    int port = buffer.remaining() < Integer.BYTES ? -1 : buffer.getInt();
    String name = readText(buffer);
    String host = readText(buffer);
    if (from <= 0 || port < 0 || port > 65_535) {
      throw new RefusedPeerException(ConnectionFault.GARBAGE, "a hello of a caller that cannot be");
    }
    return new Member(from, name, host, port);
  }

  private static String readText(ByteBuffer buffer) throws RefusedPeerException {
    int length = buffer.remaining() < Integer.BYTES ? -1 : buffer.getInt();
    if (length < 0 || length > buffer.remaining() || length > BYTES_MAX) {
      throw new RefusedPeerException(
          ConnectionFault.GARBAGE, "a hello with a text that does not fit");
    }
    byte[] text = new byte[length];
    buffer.get(text);
    return new String(text, StandardCharsets.UTF_8);
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
          "features that are not known here",
          "protocol version " + version + " with features that are not known here");
    }
    return version;
  }

  /** What the called one answers. */
  public enum Verdict {
    WELCOME,
    REFUSED,
    /** The group has removed the caller, for good (RAFT-18). */
    REMOVED,
    /** The caller's id goes with another directory than the caller's. */
    OTHER_DIRECTORY,
    /** The caller is a member of another group. */
    OTHER_CLUSTER;

    private static Verdict ofCode(int code) {
      return switch (code) {
        case 1 -> REMOVED;
        case 2 -> OTHER_DIRECTORY;
        case 3 -> OTHER_CLUSTER;
        default -> REFUSED;
      };
    }

    private int code() {
      return switch (this) {
        case WELCOME, REFUSED -> 0;
        case REMOVED -> 1;
        case OTHER_DIRECTORY -> 2;
        case OTHER_CLUSTER -> 3;
      };
    }
  }

  /**
   * @param version that is spoken from here on; where the caller is refused, the newest that the
   *     answering side speaks
   * @param why empty where the caller is welcome
   */
  public record Answer(int version, Verdict verdict, String why) {
    private static final int BYTES_MIN = 16;
    private static final int REASON_BYTES_MAX = BYTES_MAX - BYTES_MIN - Integer.BYTES;

    public static Answer welcome(int version) {
      return new Answer(version, Verdict.WELCOME, "");
    }

    public byte[] encode() {
      byte[] whole = utf8(why);
      byte[] text = Arrays.copyOf(whole, Math.min(whole.length, REASON_BYTES_MAX));
      int codeBytes = version > 1 ? Integer.BYTES : 0;
      ByteBuffer buffer = ByteBuffer.allocate(BYTES_MIN + codeBytes + text.length);
      buffer.putLong(MAGIC).putInt(version).putInt(0);
      if (codeBytes > 0) {
        buffer.putInt(verdict.code());
      }
      return buffer.put(text).array();
    }

    public static Answer decode(ByteBuffer buffer) throws RefusedPeerException {
      int version = readStart(buffer, BYTES_MIN);
      boolean hasCode = version > 1 && buffer.remaining() >= Integer.BYTES;
      Verdict ifRefused = hasCode ? Verdict.ofCode(buffer.getInt()) : Verdict.REFUSED;
      String why = StandardCharsets.UTF_8.decode(buffer).toString();
      return new Answer(version, why.isEmpty() ? Verdict.WELCOME : ifRefused, why);
    }
  }
}
