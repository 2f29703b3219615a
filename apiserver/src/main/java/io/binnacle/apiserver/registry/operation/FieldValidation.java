package io.binnacle.apiserver.registry.operation;

/** What becomes of unknown and duplicate fields (CRUD-03). */
public enum FieldValidation {
  /** They are dropped. */
  IGNORE,
  /** They are dropped, and the client is told. */
  WARN,
  /** The request is refused. */
  STRICT
}
