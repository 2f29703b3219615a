package io.binnacle.manifests.convert.wire.cbor;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tree to CBOR in one pass: shortest heads, shortest floats, names in the order of their bytes.
 */
final class CborWriter {
  private static final byte[] MARK = {(byte) 0xd9, (byte) 0xd9, (byte) 0xf7};
  private static final int CAPACITY_FIRST = 1024;

  private byte[] bytes = new byte[CAPACITY_FIRST];
  private int length;

  /** The tag "self-described CBOR", with which every document begins. */
  void mark() {
    raw(MARK);
  }

  void mapHead(int pairs) {
    head(Major.MAP, pairs);
  }

  void arrayHead(int items) {
    head(Major.ARRAY, items);
  }

  void text(String text) {
    string(text.getBytes(StandardCharsets.UTF_8));
  }

  void raw(byte[] content) {
    ensure(content.length);
    System.arraycopy(content, 0, bytes, length, content.length);
    length += content.length;
  }

  byte[] take() {
    return Arrays.copyOf(bytes, length);
  }

  void write(JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> object((ObjectNode) node);
      case ARRAY -> {
        arrayHead(node.size());
        for (JsonNode item : node.values()) {
          write(item);
        }
      }
      case STRING -> text(node.stringValue());
      case NUMBER -> number(node);
      case BOOLEAN -> simple(node.booleanValue() ? Major.TRUE : Major.FALSE);
      case NULL -> simple(Major.NULL);
      case BINARY, MISSING, POJO ->
          throw new IllegalStateException("a tree holds no " + node.getNodeType());
    }
  }

  private static final class Field {
    final byte[] name;
    final JsonNode value;

    Field(String name, JsonNode value) {
      this.name = name.getBytes(StandardCharsets.UTF_8);
      this.value = value;
    }

    /** As the encoded names compare: the head says the length, so the shorter one comes first. */
    int compareTo(Field other) {
      int byLength = Integer.compare(name.length, other.name.length);
      return byLength != 0 ? byLength : Arrays.compareUnsigned(name, other.name);
    }
  }

  private void object(ObjectNode object) {
    Field[] fields = new Field[object.size()];
    int count = 0;
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      fields[count++] = new Field(property.getKey(), property.getValue());
    }
    Arrays.sort(fields, Field::compareTo);
    mapHead(fields.length);
    for (Field field : fields) {
      string(field.name);
      write(field.value);
    }
  }

  private void number(JsonNode number) {
    if (number.isIntegralNumber() && number.canConvertToLong()) {
      integer(number.longValue());
    } else {
      floating(nearest(number.decimalValue()));
    }
  }

  /** What has no end in a double has its largest value: infinity has no form in JSON. */
  private static double nearest(BigDecimal value) {
    return Math.clamp(value.doubleValue(), -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  private void integer(long value) {
    if (value >= 0) {
      head(Major.UNSIGNED, value);
    } else {
      head(Major.NEGATIVE, ~value);
    }
  }

  private void floating(double value) {
    float single = (float) value;
    if (single != value) {
      initial(Major.SIMPLE, Major.FLOAT_64);
      bigEndian(Double.doubleToLongBits(value), Long.BYTES);
      return;
    }
    short half = Float.floatToFloat16(single);
    if (Float.float16ToFloat(half) == single) {
      initial(Major.SIMPLE, Major.FLOAT_16);
      bigEndian(half, Short.BYTES);
    } else {
      initial(Major.SIMPLE, Major.FLOAT_32);
      bigEndian(Float.floatToIntBits(single), Integer.BYTES);
    }
  }

  private void string(byte[] content) {
    head(Major.BYTES, content.length);
    raw(content);
  }

  private void simple(int value) {
    initial(Major.SIMPLE, value);
  }

  private void head(int major, long argument) {
    if (argument < Major.ONE_BYTE) {
      initial(major, (int) argument);
    } else if (argument <= 0xff) {
      initial(major, Major.ONE_BYTE);
      bigEndian(argument, Byte.BYTES);
    } else if (argument <= 0xffff) {
      initial(major, Major.ONE_BYTE + 1);
      bigEndian(argument, Short.BYTES);
    } else if (argument <= 0xffff_ffffL) {
      initial(major, Major.ONE_BYTE + 2);
      bigEndian(argument, Integer.BYTES);
    } else {
      initial(major, Major.ONE_BYTE + 3);
      bigEndian(argument, Long.BYTES);
    }
  }

  private void initial(int major, int information) {
    ensure(1);
    bytes[length++] = (byte) ((major << Major.SHIFT) | information);
  }

  private void bigEndian(long value, int size) {
    ensure(size);
    for (int i = size - 1; i >= 0; i--) {
      bytes[length++] = (byte) (value >>> (Byte.SIZE * i));
    }
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
