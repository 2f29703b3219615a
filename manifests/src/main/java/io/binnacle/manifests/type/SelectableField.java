package io.binnacle.manifests.type;

import java.util.List;

/**
 * A field that field selectors may name, beside {@code metadata.name} and {@code
 * metadata.namespace}, which every type has.
 *
 * @param label what the selector writes, as in {@code spec.nodeName}
 * @param path field names down to the value; numbers and booleans are compared in their text form
 * @param absentValue what an object without the field counts as
 */
public record SelectableField(String label, List<String> path, String absentValue) {
  public SelectableField {
    path = List.copyOf(path);
  }
}
