package io.binnacle.generator.description;

import java.util.ArrayList;
import java.util.List;

/**
 * What a comment of Kubernetes' sources says to users, as its OpenAPI documents have it: one
 * paragraph, without notes to its authors and orders to its generators; lines that are set in stay
 * lines.
 */
final class CommentText {
  private static final String NOT_FOR_USERS = "---";
  private static final String TO_DO = "TO" + "DO";

  private CommentText() {}

  /**
   * @param comment lines, each with the blank that separates it from the star before it
   */
  static String of(String comment) {
    List<String> parts = new ArrayList<>();
    StringBuilder flow = new StringBuilder();
    for (String line : plain(comment).split("\n", -1)) {
      String text = line.startsWith(" ") ? line.substring(1) : line;
      String words = text.strip();
      if (words.startsWith(NOT_FOR_USERS)) {
        break;
      }
      if (words.isEmpty() || words.startsWith("+") || words.startsWith(TO_DO)) {
        continue;
      }
      if (Character.isWhitespace(text.charAt(0))) {
        endFlow(flow, parts);
        parts.add(text.stripTrailing());
      } else {
        flow.append(flow.isEmpty() ? "" : " ").append(words);
      }
    }
    endFlow(flow, parts);
    return String.join("\n", parts);
  }

  private static void endFlow(StringBuilder flow, List<String> parts) {
    if (!flow.isEmpty()) {
      parts.add(flow.toString());
      flow.setLength(0);
    }
  }

  /** Undoes what generators did to make HTML of the texts. */
  static String plain(String html) {
    return html.replace("&#42;", "*")
        .replace("&#47;", "/")
        .replace("&#64;", "@")
        .replace("&#92;", "\\")
        .replace("&#123;", "{")
        .replace("&#125;", "}")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }
}
