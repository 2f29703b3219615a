package io.binnacle.manifests.type;

import java.util.List;

/**
 * A field that updates may not change.
 *
 * @param path field names down to the field
 * @param onceSet true where it may go from absent to a value, once
 * @param forbidden whether the error is of the type Forbidden, which does not repeat the value,
 *     rather than Invalid
 * @param message the detail of the error
 */
public record ImmutableField(
    List<String> path, boolean onceSet, boolean forbidden, String message) {
  public ImmutableField {
    path = List.copyOf(path);
  }
}
