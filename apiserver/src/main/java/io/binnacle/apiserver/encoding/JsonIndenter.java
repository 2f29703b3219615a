package io.binnacle.apiserver.encoding;

import io.binnacle.consensus.base.Bytes;
import java.util.Arrays;

/**
 * Sets JSON in lines, chunk by chunk, wherever the chunks are cut: two spaces a level, one entry a
 * line, empty objects and arrays in one piece. The JSON is taken as sound. Used by one thread at a
 * time.
 */
final class JsonIndenter {
  private static final int SPACES_A_LEVEL = 2;

  private byte[] out = new byte[0];
  private int length;
  private int depth;
  private boolean inText;
  private boolean escaped;

  /** An object or array has begun and nothing of it was written yet. */
  private boolean opened;

  /** The next chunk in lines; a line may be unfinished at its end. */
  Bytes indent(Bytes json) {
    out = new byte[json.length() + json.length() / 2 + 16];
    length = 0;
    for (int at = 0; at < json.length(); at++) {
      take(json.byteAt(at));
    }
    return Bytes.wrap(out, 0, length);
  }

  private void take(byte next) {
    if (inText) {
      put(next);
      takeInText(next);
      return;
    }
    switch (next) {
      case ' ', '\n', '\r', '\t' -> {}
      case '{', '[' -> {
        beforeValue();
        put(next);
        opened = true;
        depth++;
      }
      case '}', ']' -> {
        depth--;
        if (!opened) {
          newLine();
        }
        opened = false;
        put(next);
      }
      case ',' -> {
        put(next);
        newLine();
      }
      case ':' -> {
        put(next);
        put((byte) ' ');
      }
      default -> {
        beforeValue();
        put(next);
        inText = next == '"';
      }
    }
  }

  private void takeInText(byte next) {
    if (escaped) {
      escaped = false;
    } else if (next == '\\') {
      escaped = true;
    } else if (next == '"') {
      inText = false;
    }
  }

  private void beforeValue() {
    if (opened) {
      opened = false;
      newLine();
    }
  }

  private void newLine() {
    put((byte) '\n');
    int spaces = Math.max(0, depth) * SPACES_A_LEVEL;
    ensure(spaces);
    Arrays.fill(out, length, length + spaces, (byte) ' ');
    length += spaces;
  }

  private void put(byte next) {
    ensure(1);
    out[length++] = next;
  }

  private void ensure(int more) {
    if (length + more > out.length) {
      out = Arrays.copyOf(out, Math.max(length + more, 2 * out.length));
    }
  }
}
