package io.binnacle.apiserver.registry.operation;

/** How something is written. */
public record WriteOptions(boolean dryRun, FieldValidation fieldValidation) {
  /** For callers in this process: really, and without a word about unknown fields. */
  public static final WriteOptions PLAIN = new WriteOptions(false, FieldValidation.IGNORE);
}
