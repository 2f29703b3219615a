package io.binnacle.apiserver.registry.service;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that Services can have (DEF-41). The first is reserved for default/kubernetes; the
 * next few are left to those who ask for a certain address, so that random ones rarely take them.
 */
public final class AddressRange {
  /** No walk over a range of IPv6 ends otherwise. */
  private static final long SIZE_MAX = 1L << 20;

  private final String text;
  private final BigInteger first;
  private final int addressBytes;
  private final long size;

  private AddressRange(String text, BigInteger first, int addressBytes, long size) {
    this.text = text;
    this.first = first;
    this.addressBytes = addressBytes;
    this.size = size;
  }

  /**
   * Reads {@code 10.96.0.0/12}.
   *
   * @throws IllegalArgumentException where it is no range of at least four addresses
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    byte[] network = slash < 0 ? null : literal(text.substring(0, slash));
    if (network == null) {
      throw new IllegalArgumentException(text + " is no address range");
    }
    int hostBits = network.length * 8 - Integer.parseInt(text.substring(slash + 1));
    if (hostBits < 2 || hostBits > network.length * 8) {
      throw new IllegalArgumentException(text + " has no room for services");
    }
    BigInteger base = new BigInteger(1, network).shiftRight(hostBits).shiftLeft(hostBits);
    // Neither the network's own address nor the broadcast address.
    long size = hostBits >= 20 ? SIZE_MAX : (1L << hostBits) - 2;
    return new AddressRange(text, base.add(BigInteger.ONE), network.length, size);
  }

  private static byte @Nullable [] literal(String text) {
    // Only literals: a name would be looked up.
    if (!text.chars().allMatch(each -> Character.digit(each, 16) >= 0 || each == '.' || each == ':')
        || text.isEmpty()) {
      return null;
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException notAnAddress) {
      return null;
    }
  }

  public boolean isIpv6() {
    return addressBytes == 16;
  }

  /** The address of default/kubernetes. */
  public String firstAddress() {
    return address(0);
  }

  /** Whether the text is an address inside the range, in its usual form. */
  public boolean contains(String address) {
    byte[] bytes = literal(address);
    if (bytes == null || bytes.length != addressBytes) {
      return false;
    }
    BigInteger offset = new BigInteger(1, bytes).subtract(first);
    return offset.signum() >= 0 && offset.compareTo(BigInteger.valueOf(size)) < 0;
  }

  public static boolean isAddress(String text) {
    return literal(text) != null;
  }

  /** What an address is for. */
  public enum Use {
    HOST,
    ANY,
    LOOPBACK,
    LINK_LOCAL,
    LINK_LOCAL_MULTICAST
  }

  /**
   * @param text an address
   */
  public static Use useOf(String text) {
    InetAddress address = address(literal(text));
    return address.isAnyLocalAddress()
        ? Use.ANY
        : address.isLoopbackAddress()
            ? Use.LOOPBACK
            : address.isLinkLocalAddress()
                ? Use.LINK_LOCAL
                : address.isMCLinkLocal() ? Use.LINK_LOCAL_MULTICAST : Use.HOST;
  }

  /** The one form that an address is written in (RFC 5952 for IPv6); null where it is none. */
  public static @Nullable String canonical(String text) {
    byte[] bytes = literal(text);
    if (bytes == null) {
      return null;
    }
    String plain = address(bytes).getHostAddress();
    return bytes.length == 4 ? plain : compressed(List.of(plain.split(":")));
  }

  /** The longest run of zeros, if there are two or more, is left out; the first one of equals. */
  private static String compressed(List<String> groups) {
    int start = -1;
    int length = 1;
    for (int i = 0; i < groups.size(); i++) {
      int end = i;
      while (end < groups.size() && groups.get(end).equals("0")) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    return start < 0
        ? String.join(":", groups)
        : String.join(":", groups.subList(0, start))
            + "::"
            + String.join(":", groups.subList(start + length, groups.size()));
  }

  /** Whether the text is an address, a slash, and how many of its bits are fixed. */
  public static boolean isRange(String text) {
    int slash = text.indexOf('/');
    byte[] network = slash < 0 ? null : literal(text.substring(0, slash));
    String bits = text.substring(slash + 1);
    return network != null
        && bits.matches("[0-9]{1,3}")
        && Integer.parseInt(bits) <= network.length * 8;
  }

  private static InetAddress address(byte @Nullable [] bytes) {
    try {
      return InetAddress.getByAddress(Objects.requireNonNull(bytes, "an address"));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of another length", e);
    }
  }

  /**
   * All addresses, from a place in the upper part on, the lower part last.
   *
   * @param random any number
   */
  Iterator<String> candidates(long random) {
    long reserved = Math.min(Math.max(16, size / 16), 256);
    long lower = reserved < size ? reserved : 1;
    long upperSize = size - lower;
    long start = upperSize == 0 ? 0 : Math.floorMod(random, upperSize);
    LongStream upper =
        LongStream.range(0, upperSize).map(step -> lower + (start + step) % upperSize);
    return LongStream.concat(upper, LongStream.range(1, lower)).mapToObj(this::address).iterator();
  }

  private String address(long offset) {
    byte[] digits = first.add(BigInteger.valueOf(offset)).toByteArray();
    byte[] bytes = new byte[addressBytes];
    int count = Math.min(digits.length, addressBytes);
    byte[] tail = Arrays.copyOfRange(digits, digits.length - count, digits.length);
    System.arraycopy(tail, 0, bytes, addressBytes - count, count);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + addressBytes + " bytes", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }

  /** Why nobody else can reach an address; empty where that may be. */
  public static String unreachable(String address) {
    return switch (useOf(address)) {
      case ANY -> "may not be unspecified (0.0.0.0 or ::)";
      case LOOPBACK -> "may not be in the loopback range (127.0.0.0/8, ::1/128)";
      case LINK_LOCAL -> "may not be in the link-local range (169.254.0.0/16, fe80::/10)";
      case LINK_LOCAL_MULTICAST ->
          "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)";
      case HOST -> "";
    };
  }
}
