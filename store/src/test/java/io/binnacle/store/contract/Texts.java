package io.binnacle.store.contract;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.KeyRange;

/** Bytes as readable texts. */
public final class Texts {
  private Texts() {}

  public static Bytes bytes(String text) {
    return Bytes.ofUtf8(text);
  }

  public static String text(Bytes bytes) {
    return bytes.toUtf8();
  }

  public static KeyRange prefix(String prefix) {
    return KeyRange.prefix(bytes(prefix));
  }
}
