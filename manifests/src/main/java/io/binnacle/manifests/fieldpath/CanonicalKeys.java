package io.binnacle.manifests.fieldpath;

import org.jspecify.annotations.Nullable;

/**
 * Recognises the keys of an item in the one form in which this server writes them, so that stored
 * sets are read without a JSON parser: {@code {"containerPort":80,"protocol":"TCP"}} with sorted
 * names, texts without escapes and short integers. Everything else is for the parser to judge.
 */
final class CanonicalKeys {
  private static final int DIGITS_MAX = 18;

  private final String text;
  private int at;

  private CanonicalKeys(String text) {
    this.text = text;
  }

  static boolean areIn(String text) {
    return new CanonicalKeys(text).read();
  }

  /** Whether JSON writes the characters as they are. */
  static boolean isPlain(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private boolean read() {
    String last = null;
    char before = '{';
    while (is(before)) {
      String name = string();
      if (name == null || (last != null && last.compareTo(name) >= 0) || !is(':') || !value()) {
        return false;
      }
      last = name;
      before = ',';
    }
    return last != null && is('}') && at == text.length();
  }

  private boolean is(char wanted) {
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private @Nullable String string() {
    int end = is('"') ? text.indexOf('"', at) : -1;
    if (end < 0 || !isPlain(text, at, end)) {
      return null;
    }
    String value = text.substring(at, end);
    at = end + 1;
    return value;
  }

  private boolean value() {
    if (at < text.length() && text.charAt(at) == '"') {
      return string() != null;
    }
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    int digits = at - start;
    boolean leadingZero = digits > 1 && text.charAt(start) == '0';
    return digits > 0 && digits <= DIGITS_MAX && !leadingZero;
  }
}
