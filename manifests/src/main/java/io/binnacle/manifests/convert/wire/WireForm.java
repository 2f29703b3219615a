package io.binnacle.manifests.convert.wire;

/** What a field holds; the names are those of the table that the build made. */
enum WireForm {
  TEXT("text"),
  BYTES("bytes"),
  BOOL("bool"),
  INT32("int32"),
  INT64("int64"),
  QUANTITY("quantity"),
  TIME("time"),
  MICRO_TIME("micro-time"),
  INT_OR_STRING("int-or-string"),
  /** A message that wraps bytes of JSON. */
  JSON("json"),
  /** A message that wraps a list of texts. */
  TEXTS("texts"),
  /** Any other word is the name of a message. */
  MESSAGE("");

  private final String word;

  WireForm(String word) {
    this.word = word;
  }

  static WireForm of(String word) {
    for (WireForm form : values()) {
      if (form.word.equals(word)) {
        return form;
      }
    }
    return MESSAGE;
  }

  /** The wire type that a value of this form has. */
  int wireType() {
    return switch (this) {
      case BOOL, INT32, INT64 -> WireCursor.VARINT;
      case TEXT, BYTES, QUANTITY, TIME, MICRO_TIME, INT_OR_STRING, JSON, TEXTS, MESSAGE ->
          WireCursor.DELIMITED;
    };
  }
}
