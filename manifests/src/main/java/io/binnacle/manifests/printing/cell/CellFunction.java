package io.binnacle.manifests.printing.cell;

import io.binnacle.manifests.Manifest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a word of the cell language does; null means that there is nothing to show. */
@FunctionalInterface
interface CellFunction {
  @Nullable JsonNode apply(Manifest object, long nowEpochSeconds);

  /** For functions that always have a text. */
  static CellFunction text(TextFunction function) {
    return (object, _) -> textNode(function.apply(object));
  }

  static @Nullable JsonNode textNode(@Nullable String text) {
    return text == null ? null : JsonNodeFactory.instance.stringNode(text);
  }

  /** A text from an object alone; null means that there is nothing to show. */
  @FunctionalInterface
  interface TextFunction {
    @Nullable String apply(Manifest object);
  }
}
