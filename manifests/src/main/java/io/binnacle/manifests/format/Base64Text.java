package io.binnacle.manifests.format;

/** Where a text stops being base64 (RFC 4648), as Go's decoder counts it. */
public final class Base64Text {
  private Base64Text() {}

  /** The position of the first character that cannot stand there; -1 for a whole text. */
  public static int firstIllegal(String text) {
    int digits = 0;
    int padding = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n') {
        continue;
      }
      if (c == '=') {
        padding++;
        boolean fits = digits % 4 >= 2 && digits % 4 + padding <= 4;
        if (!fits) {
          return i;
        }
      } else if (padding > 0 || !isDigit(c)) {
        return i;
      } else {
        digits++;
      }
    }
    boolean whole = digits % 4 == 0 ? padding == 0 : digits % 4 + padding == 4;
    return whole ? -1 : text.length();
  }

  private static boolean isDigit(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }
}
