package io.binnacle.manifests.tree;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tree to JSON bytes in one pass. Every write to the store goes through here, so it encodes
 * straight into one growing array.
 */
public final class JsonTreeWriter {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** Where Go turns to exponents when it prints a double. */
  private static final int PLAIN_DIGITS_MAX = 21;

  private byte[] bytes;
  private int length;

  private JsonTreeWriter(int capacity) {
    this.bytes = new byte[capacity];
  }

  public static byte[] toBytes(JsonNode node) {
    JsonTreeWriter writer = new JsonTreeWriter(1024);
    writer.write(node);
    return Arrays.copyOf(writer.bytes, writer.length);
  }

  public static String toText(JsonNode node) {
    JsonTreeWriter writer = new JsonTreeWriter(64);
    writer.write(node);
    return new String(writer.bytes, 0, writer.length, StandardCharsets.UTF_8);
  }

  /**
   * The order in which objects are stored: apiVersion, kind, metadata, then the rest by name. What
   * is below keeps its order.
   */
  public static byte[] toBytesOfObject(ObjectNode root) {
    JsonTreeWriter writer = new JsonTreeWriter(1024);
    writer.writeStoredOrder(root);
    return Arrays.copyOf(writer.bytes, writer.length);
  }

  private void writeStoredOrder(ObjectNode root) {
    String[] names = root.propertyNames().toArray(new String[0]);
    Arrays.sort(names, JsonTreeWriter::compareTopLevel);
    writeByte('{');
    boolean first = true;
    for (String name : names) {
      if (!first) {
        writeByte(',');
      }
      first = false;
      writeText(name);
      writeByte(':');
      write(root.get(name));
    }
    writeByte('}');
  }

  private static int compareTopLevel(String left, String right) {
    int byRank = Integer.compare(rank(left), rank(right));
    return byRank != 0 ? byRank : left.compareTo(right);
  }

  private static int rank(String name) {
    return switch (name) {
      case "apiVersion" -> 0;
      case "kind" -> 1;
      case "metadata" -> 2;
      default -> 3;
    };
  }

  private void write(JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> writeObject((ObjectNode) node);
      case ARRAY -> writeArray(node);
      case STRING -> writeText(node.stringValue());
      case NUMBER -> writeNumber(node);
      case BOOLEAN -> writeAscii(node.booleanValue() ? "true" : "false");
      case NULL -> writeAscii("null");
      case BINARY, MISSING, POJO ->
          throw new IllegalStateException("a tree holds no " + node.getNodeType());
    }
  }

  private void writeObject(ObjectNode object) {
    writeByte('{');
    boolean first = true;
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (!first) {
        writeByte(',');
      }
      first = false;
      writeText(property.getKey());
      writeByte(':');
      write(property.getValue());
    }
    writeByte('}');
  }

  private void writeArray(JsonNode array) {
    writeByte('[');
    for (int i = 0; i < array.size(); i++) {
      if (i > 0) {
        writeByte(',');
      }
      write(array.get(i));
    }
    writeByte(']');
  }

  private void writeNumber(JsonNode number) {
    if (number.isIntegralNumber()) {
      writeAscii(
          number.canConvertToLong()
              ? Long.toString(number.longValue())
              : number.bigIntegerValue().toString());
      return;
    }
    BigDecimal value = number.decimalValue();
    int digits = Math.max(value.precision(), Math.abs(value.precision() - value.scale()));
    writeAscii(digits <= PLAIN_DIGITS_MAX ? value.toPlainString() : value.toString());
  }

  private void writeText(String text) {
    int count = text.length();
    ensure(count + 2);
    bytes[length++] = '"';
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        if (length == bytes.length) {
          ensure(count - i + 1);
        }
        bytes[length++] = (byte) c;
      } else if (c < 0x80) {
        writeEscaped(c);
      } else {
        i = writeMultiByte(text, i);
      }
    }
    writeByte('"');
  }

  private void writeEscaped(char c) {
    ensure(6);
    byte letter =
        switch (c) {
          case '"' -> '"';
          case '\\' -> '\\';
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\t' -> 't';
          case '\b' -> 'b';
          case '\f' -> 'f';
          default -> 0;
        };
    if (letter != 0) {
      bytes[length++] = '\\';
      bytes[length++] = letter;
    } else if (c == 0x7f) {
      bytes[length++] = 0x7f;
    } else {
      writeAscii("\\u00");
      bytes[length++] = HEX[c >> 4];
      bytes[length++] = HEX[c & 0xf];
    }
  }

  /** Writes the character at i, with its second half where it has one; answers the last index. */
  private int writeMultiByte(String text, int i) {
    ensure(4);
    int point = text.codePointAt(i);
    if (point < 0x800) {
      bytes[length++] = (byte) (0xc0 | (point >> 6));
    } else if (point < 0x10000) {
      int whole = Character.isSurrogate((char) point) ? 0xFFFD : point;
      bytes[length++] = (byte) (0xe0 | (whole >> 12));
      bytes[length++] = (byte) (0x80 | ((whole >> 6) & 0x3f));
      point = whole;
    } else {
      bytes[length++] = (byte) (0xf0 | (point >> 18));
      bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3f));
      bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3f));
    }
    bytes[length++] = (byte) (0x80 | (point & 0x3f));
    return point >= 0x10000 ? i + 1 : i;
  }

  private void writeAscii(String text) {
    ensure(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
  }

  private void writeByte(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
