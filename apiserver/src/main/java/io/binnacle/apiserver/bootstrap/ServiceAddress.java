package io.binnacle.apiserver.bootstrap;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** The address of the Service default/kubernetes: the first of the range. */
public final class ServiceAddress {
  private ServiceAddress() {}

  /**
   * @throws IllegalArgumentException where the range is none
   */
  public static String firstOf(String range) {
    int slash = range.indexOf('/');
    try {
      byte[] network = InetAddress.getByName(range.substring(0, slash)).getAddress();
      int hostBits = network.length * 8 - Integer.parseInt(range.substring(slash + 1));
      if (hostBits < 1 || hostBits > network.length * 8) {
        throw new IllegalArgumentException("--service-cluster-ip-range " + range + " has no room");
      }
      BigInteger first =
          new BigInteger(1, network).shiftRight(hostBits).shiftLeft(hostBits).add(BigInteger.ONE);
      return InetAddress.getByAddress(padded(first, network.length)).getHostAddress();
    } catch (UnknownHostException _) {
      throw new IllegalArgumentException("--service-cluster-ip-range " + range + " is no range");
    }
  }

  private static byte[] padded(BigInteger number, int length) {
    byte[] digits = number.toByteArray();
    byte[] result = new byte[length];
    int count = Math.min(digits.length, length);
    byte[] tail = Arrays.copyOfRange(digits, digits.length - count, digits.length);
    System.arraycopy(tail, 0, result, length - count, count);
    return result;
  }
}
