package io.binnacle.manifests.fieldpath;

/** Managed fields that cannot be read. */
public final class MalformedFieldsException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedFieldsException(String message) {
    super(message);
  }
}
