package io.binnacle.apiserver.registry.operation;

/**
 * How something is written.
 *
 * @param fieldManager who owns the fields that are written (CRUD-02); empty where nobody says
 */
public record WriteOptions(boolean dryRun, FieldValidation fieldValidation, String fieldManager) {
  /** For callers in this process: really, and without a word about unknown fields. */
  public static final WriteOptions PLAIN =
      new WriteOptions(false, FieldValidation.IGNORE, "binnacle");

  public WriteOptions withDryRun(boolean another) {
    return new WriteOptions(another, fieldValidation, fieldManager);
  }
}
