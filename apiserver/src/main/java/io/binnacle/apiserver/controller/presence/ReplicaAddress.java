package io.binnacle.apiserver.controller.presence;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Where one replica is reached.
 *
 * @param address an IP address: Endpoints hold no names
 */
public record ReplicaAddress(String address, int port) implements Comparable<ReplicaAddress> {
  private static final Comparator<ReplicaAddress> ORDER =
      Comparator.comparingInt(ReplicaAddress::port).thenComparing(ReplicaAddress::address);

  String text() {
    return address + "_" + port;
  }

  /** Null where the text is not one of ours. */
  static @Nullable ReplicaAddress parse(String text) {
    int separator = text.lastIndexOf('_');
    try {
      return separator <= 0
          ? null
          : new ReplicaAddress(
              text.substring(0, separator), Integer.parseInt(text.substring(separator + 1)));
    } catch (NumberFormatException notAPort) {
      return null;
    }
  }

  boolean isIpv6() {
    return address.indexOf(':') >= 0;
  }

  @Override
  public int compareTo(ReplicaAddress other) {
    return ORDER.compare(this, other);
  }
}
