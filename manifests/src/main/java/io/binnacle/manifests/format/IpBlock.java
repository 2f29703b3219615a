package io.binnacle.manifests.format;

import org.jspecify.annotations.Nullable;

/** An address and how many of its bits are the network's: {@code 10.0.0.0/8} (RFC 4632). */
public record IpBlock(IpAddress address, int prefixLength) {

  /** Null where the text is no such block; bits after the prefix may be set. */
  public static @Nullable IpBlock parse(String text) {
    int slash = text.indexOf('/');
    IpAddress address = slash < 0 ? null : IpAddress.parse(text.substring(0, slash));
    if (address == null) {
      return null;
    }
    String length = text.substring(slash + 1);
    boolean digits = length.chars().allMatch(each -> each >= '0' && each <= '9');
    boolean leadingZero = length.length() > 1 && length.charAt(0) == '0';
    if (!digits || leadingZero || length.isEmpty() || length.length() > 3) {
      return null;
    }
    int prefixLength = Integer.parseInt(length);
    return prefixLength > address.bits() ? null : new IpBlock(address, prefixLength);
  }

  public boolean contains(IpAddress other) {
    return other.bits() == address.bits()
        && other.masked(prefixLength).equals(address.masked(prefixLength));
  }

  /** Whether every address of the other lies in this one, which may be the same. */
  public boolean contains(IpBlock other) {
    return prefixLength <= other.prefixLength && contains(other.address);
  }

  /** The block with the network's own address. */
  public IpBlock masked() {
    return new IpBlock(address.masked(prefixLength), prefixLength);
  }

  @Override
  public String toString() {
    return address + "/" + prefixLength;
  }
}
