package io.binnacle.manifests.yaml;

import io.binnacle.manifests.tree.JsonTreeWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * A tree to YAML in block style with sorted names (NEG-17), the way kubectl prints it: lists stand
 * as far left as the name above them. Every text that could be read as something else is quoted.
 */
public final class YamlWriter {
  private static final String INDENT = "  ";

  private final StringBuilder out = new StringBuilder(1024);

  private YamlWriter() {}

  public static byte[] toBytes(JsonNode node) {
    YamlWriter writer = new YamlWriter();
    writer.writeBelow(node, 0, true);
    return writer.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes what stands behind a name or a dash, with the end of its line.
   *
   * @param atLineStart whether the first line of a collection may begin right here
   */
  private void writeBelow(JsonNode node, int level, boolean atLineStart) {
    if (node.isObject() && !node.isEmpty()) {
      writeObject((ObjectNode) node, level, atLineStart);
    } else if (node.isArray() && !node.isEmpty()) {
      writeArray(node, level, atLineStart);
    } else {
      writeScalar(node, level);
    }
  }

  private void writeObject(ObjectNode object, int level, boolean atLineStart) {
    String[] names = object.propertyNames().toArray(new String[0]);
    Arrays.sort(names);
    boolean indent = !atLineStart;
    for (String name : names) {
      if (indent) {
        out.append(INDENT.repeat(level));
      }
      indent = true;
      writeText(name);
      out.append(':');
      JsonNode value = object.get(name);
      if (value.isContainer() && !value.isEmpty()) {
        out.append('\n');
        writeBelow(value, value.isArray() ? level : level + 1, false);
      } else {
        out.append(' ');
        writeScalar(value, level + 1);
      }
    }
  }

  private void writeArray(JsonNode array, int level, boolean atLineStart) {
    boolean indent = !atLineStart;
    for (JsonNode item : array.values()) {
      if (indent) {
        out.append(INDENT.repeat(level));
      }
      indent = true;
      out.append("- ");
      writeBelow(item, level + 1, true);
    }
  }

  private void writeScalar(JsonNode node, int level) {
    switch (node.getNodeType()) {
      case OBJECT -> out.append("{}");
      case ARRAY -> out.append("[]");
      case STRING -> {
        if (isBlock(node.stringValue())) {
          writeBlock(node.stringValue(), level);
          return;
        }
        writeText(node.stringValue());
      }
      case NUMBER, BOOLEAN, NULL -> out.append(JsonTreeWriter.toText(node));
      case BINARY, MISSING, POJO ->
          throw new IllegalStateException("a tree holds no " + node.getNodeType());
    }
    out.append('\n');
  }

  private void writeText(String text) {
    if (isPlain(text)) {
      out.append(text);
      return;
    }
    out.append('"');
    String json = JsonTreeWriter.toText(StringNode.valueOf(text));
    for (int i = 1; i < json.length() - 1; i++) {
      char c = json.charAt(i);
      if (c < 0x7f || (c >= 0xa0 && isPrintable(c))) {
        out.append(c);
      } else {
        out.append("\\u").append(String.format(java.util.Locale.ROOT, "%04x", (int) c));
      }
    }
    out.append('"');
  }

  /**
   * Letters and digits first, nothing that YAML could take for a sign, and not a number or word.
   */
  private static boolean isPlain(String text) {
    if (text.isEmpty() || text.equals("=") || text.charAt(text.length() - 1) == ' ') {
      return false;
    }
    char first = text.charAt(0);
    if (!isLetterOrDigit(first) && first != '/' && first != '_' && first != '(') {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean endsName = c == ':' && (i + 1 == text.length() || text.charAt(i + 1) == ' ');
      boolean comment = c == '#' && text.charAt(i - 1) == ' ';
      if (c < ' ' || c >= 0x7f || endsName || comment) {
        return false;
      }
    }
    return !YamlScalars.isAmbiguous(text);
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** Several lines that can stand as they are; a first line with a space would set the indent. */
  private static boolean isBlock(String text) {
    if (text.indexOf('\n') < 0 || text.charAt(0) == '\n' || text.charAt(0) == ' ') {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits = c == '\n' || (c == '\t' && i > 0) || (c >= ' ' && c < 0x7f);
      if (!fits && !(c >= 0xa0 && isPrintable(c))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrintable(char c) {
    return c != '\u2028' && c != '\u2029' && c != '\ufeff' && c < '\ufffe';
  }

  private void writeBlock(String text, int level) {
    String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    out.append('|');
    if (!text.endsWith("\n")) {
      out.append('-');
    } else if (body.endsWith("\n")) {
      out.append('+');
    }
    out.append('\n');
    for (String line : body.split("\n", -1)) {
      if (!line.isEmpty()) {
        out.append(INDENT.repeat(level)).append(line);
      }
      out.append('\n');
    }
  }
}
