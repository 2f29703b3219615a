package io.binnacle.manifests.apply.version;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.StructuralSchema;
import java.util.function.UnaryOperator;

/**
 * A version of an object, and the way to it from the version of a request and back.
 *
 * @param apiVersion as entries of managedFields name it
 */
public record TypedVersion(
    String apiVersion,
    StructuralSchema schema,
    UnaryOperator<Manifest> fromRequested,
    UnaryOperator<Manifest> toRequested) {
  /** The version of the request itself. */
  public static TypedVersion requested(String apiVersion, StructuralSchema schema) {
    return new TypedVersion(apiVersion, schema, UnaryOperator.identity(), UnaryOperator.identity());
  }
}
