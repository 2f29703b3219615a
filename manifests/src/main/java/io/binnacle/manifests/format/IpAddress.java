package io.binnacle.manifests.format;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * An address as a number, read without asking any resolver (RFC 4291, RFC 5952).
 *
 * @param high the upper 64 of 128 bits; 0 for IPv4
 * @param low the lower 64 bits, or the 32 of IPv4
 * @param bits 32 or 128
 */
public record IpAddress(long high, long low, int bits) {
  private static final int GROUPS = 8;

  /** Null where the text is no address; leading zeros and zones are none. */
  public static @Nullable IpAddress parse(String text) {
    if (IpText.isIpv4(text)) {
      return new IpAddress(0, dotted(text), 32);
    }
    return text.indexOf(':') >= 0 && IpText.isIpv6(text) ? ipv6(text) : null;
  }

  private static long dotted(String text) {
    long value = 0;
    for (String part : text.split("\\.", -1)) {
      value = value << 8 | Integer.parseInt(part);
    }
    return value;
  }

  private static IpAddress ipv6(String text) {
    int gap = text.indexOf("::");
    int[] groups = new int[GROUPS];
    if (gap < 0) {
      fill(groups, 0, text);
    } else {
      fill(groups, 0, text.substring(0, gap));
      String rest = text.substring(gap + 2);
      fill(groups, GROUPS - count(rest), rest);
    }
    return new IpAddress(joined(groups, 0), joined(groups, GROUPS / 2), 128);
  }

  private static int count(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    int count = text.split(":", -1).length;
    return text.indexOf('.') >= 0 ? count + 1 : count;
  }

  private static void fill(int[] groups, int start, String text) {
    int at = start;
    for (String part : text.isEmpty() ? List.<String>of() : List.of(text.split(":", -1))) {
      if (part.indexOf('.') >= 0) {
        long value = dotted(part);
        groups[at++] = (int) (value >>> 16);
        groups[at++] = (int) (value & 0xffff);
      } else {
        groups[at++] = Integer.parseInt(part, 16);
      }
    }
  }

  private static long joined(int[] groups, int start) {
    long value = 0;
    for (int i = start; i < start + GROUPS / 2; i++) {
      value = value << 16 | groups[i];
    }
    return value;
  }

  public boolean isIpv4() {
    return bits == 32;
  }

  /** {@code ::ffff:10.0.0.1}: an IPv4 address in the clothes of IPv6. */
  public boolean isMappedIpv4() {
    return bits == 128 && high == 0 && low >>> 32 == 0xffff;
  }

  public boolean isUnspecified() {
    return high == 0 && low == 0;
  }

  public boolean isLoopback() {
    return isIpv4() ? low >>> 24 == 127 : high == 0 && low == 1;
  }

  public boolean isLinkLocalUnicast() {
    return isIpv4() ? low >>> 16 == (169 << 8 | 254) : high >>> 54 == 0xfe80 >>> 6;
  }

  public boolean isMulticast() {
    return isIpv4() ? low >>> 28 == 0xe : high >>> 56 == 0xff;
  }

  public boolean isLinkLocalMulticast() {
    // 224.0.0.0/24 and ff02::/16.
    return isIpv4() ? low >>> 8 == 224 << 16 : ((high >>> 48) & 0xff0f) == 0xff02;
  }

  /** As Go has it: no broadcast, nothing special; private addresses are global here. */
  public boolean isGlobalUnicast() {
    boolean broadcast = isIpv4() && low == 0xffff_ffffL;
    return !broadcast
        && !isUnspecified()
        && !isLoopback()
        && !isMulticast()
        && !isLinkLocalUnicast();
  }

  /** The address with all bits after the first few cleared. */
  IpAddress masked(int prefixLength) {
    if (isIpv4()) {
      return new IpAddress(0, cleared(low, 32 - prefixLength), 32);
    }
    return new IpAddress(
        cleared(high, Math.max(0, 64 - prefixLength)),
        cleared(low, Math.min(64, 128 - prefixLength)),
        128);
  }

  private static long cleared(long value, int hostBits) {
    return hostBits >= 64 ? 0 : value >>> hostBits << hostBits;
  }

  /** The canonical form: RFC 5952 for IPv6. */
  @Override
  public String toString() {
    if (isIpv4()) {
      return (low >>> 24)
          + "."
          + (low >>> 16 & 0xff)
          + "."
          + (low >>> 8 & 0xff)
          + "."
          + (low & 255);
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      long half = i < GROUPS / 2 ? high : low;
      groups[i] = (int) ((half >>> (16 * (3 - i % 4))) & 0xffff);
    }
    if (isMappedIpv4()) {
      return "::ffff:" + new IpAddress(0, low & 0xffff_ffffL, 32);
    }
    int gapStart = longestZeros(groups);
    if (gapStart < 0) {
      return text(groups, 0, GROUPS);
    }
    int gapEnd = gapStart + zerosFrom(groups, gapStart);
    return text(groups, 0, gapStart) + "::" + text(groups, gapEnd, GROUPS);
  }

  private static String text(int[] groups, int start, int end) {
    StringJoiner text = new StringJoiner(":");
    for (int i = start; i < end; i++) {
      text.add(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  /** Where the first of the longest runs begins; a single zero is written out. */
  private static int longestZeros(int[] groups) {
    int best = -1;
    int longest = 1;
    for (int i = 0; i < GROUPS; i++) {
      int length = zerosFrom(groups, i);
      if (length > longest) {
        longest = length;
        best = i;
      }
    }
    return best;
  }

  private static int zerosFrom(int[] groups, int start) {
    int end = start;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end - start;
  }
}
