package io.binnacle.manifests.tree;

import tools.jackson.databind.JsonNode;

/** How nodes and texts are called in messages, and how texts are kept well formed. */
public final class TreeNames {
  private TreeNames() {}

  /** The word that Go's decoder has for the kind of a value. */
  public static String kindOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT, POJO -> "object";
      case ARRAY -> "array";
      case STRING, BINARY -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "bool";
      case NULL, MISSING -> "null";
    };
  }

  /** Half of a surrogate pair cannot be written as UTF-8; Go replaces it while reading. */
  public static String withoutLoneSurrogates(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return replaceLoneSurrogates(text);
      }
    }
    return text;
  }

  private static String replaceLoneSurrogates(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int point = text.codePointAt(i);
      boolean lone = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      clean.appendCodePoint(lone ? 0xFFFD : point);
      i += Character.charCount(point);
    }
    return clean.toString();
  }
}
