package io.binnacle.manifests.fieldpath;

/**
 * Who owns fields, and by which way of writing.
 *
 * @param name the fieldManager of the request
 * @param subresource {@code status}, {@code scale}; empty for the object itself
 */
public record FieldManager(String name, Operation operation, String subresource) {
  /** How the fields came to be owned. */
  public enum Operation {
    APPLY("Apply"),
    UPDATE("Update");

    private final String text;

    Operation(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  public static FieldManager updating(String name, String subresource) {
    return new FieldManager(name, Operation.UPDATE, subresource);
  }

  public static FieldManager applying(String name, String subresource) {
    return new FieldManager(name, Operation.APPLY, subresource);
  }

  public boolean applies() {
    return operation == Operation.APPLY;
  }
}
