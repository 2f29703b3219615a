package io.binnacle.generator;

import io.binnacle.generator.definition.DefinitionFile;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * All schemas by OpenAPI name.
 *
 * @param schemas what each kind looks like; well-known definitions as Time are not among them
 * @param classes the model class behind each
 * @param owners the definition file that each belongs to
 */
record Model(
    Map<String, ObjectNode> schemas,
    Map<String, Class<?>> classes,
    Map<String, DefinitionFile> owners) {

  ObjectNode schema(String name) {
    return Optional.ofNullable(schemas.get(name)).orElseGet(() -> FieldTypes.wellKnown(name));
  }

  DefinitionFile owner(String name) {
    return Optional.ofNullable(owners.get(name))
        .orElseThrow(() -> new IllegalArgumentException("nothing defines " + name));
  }

  /** The given names and all that they refer to, directly or not. */
  SortedSet<String> closure(Collection<String> names) {
    SortedSet<String> closure = new TreeSet<>();
    Deque<String> waiting = new ArrayDeque<>(names);
    while (!waiting.isEmpty()) {
      String name = waiting.remove();
      if (closure.add(name)) {
        waiting.addAll(ModelReader.referencesIn(schema(name)));
      }
    }
    return closure;
  }
}
