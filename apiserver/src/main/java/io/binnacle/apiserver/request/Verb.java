package io.binnacle.apiserver.request;

import java.util.Locale;

/**
 * What is to be done. Resource requests have the verbs that authorization rules name; all others
 * the lower-case name of their HTTP method (URL-06).
 */
public enum Verb {
  GET,
  LIST,
  WATCH,
  CREATE,
  UPDATE,
  PATCH,
  DELETE,
  DELETECOLLECTION,
  /** Non-resource requests only, as the three below. */
  POST,
  PUT,
  HEAD,
  OPTIONS,
  /** A method nobody serves. */
  OTHER;

  /** As authorization rules, metrics and messages write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the verb leaves the state as it is. */
  public boolean isReadOnly() {
    return switch (this) {
      case GET, LIST, WATCH, HEAD, OPTIONS -> true;
      case CREATE, UPDATE, PATCH, DELETE, DELETECOLLECTION, POST, PUT, OTHER -> false;
    };
  }
}
