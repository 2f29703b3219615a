package io.binnacle.manifests.format;

/** Addresses as texts, without asking any resolver. */
final class IpText {
  private IpText() {}

  static boolean isIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    for (String part : parts) {
      boolean leadingZero = part.length() > 1 && part.charAt(0) == '0';
      if (leadingZero || !isNumber(part, 255)) {
        return false;
      }
    }
    return parts.length == 4;
  }

  static boolean isIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text) == 8;
    }
    int before = gap == 0 ? 0 : groups(text.substring(0, gap));
    String rest = text.substring(gap + 2);
    int after = rest.isEmpty() ? 0 : groups(rest);
    return before >= 0 && after >= 0 && before + after <= 7 && !rest.contains("::");
  }

  /** How many groups of 16 bits it has, an IPv4 address at the end counting two; -1 if broken. */
  private static int groups(String text) {
    String[] parts = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      if (i == parts.length - 1 && parts[i].indexOf('.') >= 0 && isIpv4(parts[i])) {
        count += 2;
      } else if (isHexGroup(parts[i])) {
        count++;
      } else {
        return -1;
      }
    }
    return count;
  }

  private static boolean isHexGroup(String part) {
    for (int i = 0; i < part.length(); i++) {
      if (part.charAt(i) > 'f' || Character.digit(part.charAt(i), 16) < 0) {
        return false;
      }
    }
    return !part.isEmpty() && part.length() <= 4;
  }

  static boolean isCidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return false;
    }
    String address = text.substring(0, slash);
    String bits = text.substring(slash + 1);
    return (isIpv4(address) && isNumber(bits, 32)) || (isIpv6(address) && isNumber(bits, 128));
  }

  private static boolean isNumber(String text, int max) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= 3 && Integer.parseInt(text) <= max;
  }
}
