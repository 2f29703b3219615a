package io.binnacle.apiserver.authorization;

/** What an {@link Authorizer} says. */
public sealed interface Decision {
  /**
   * @param reason for reviews and audit, in words
   */
  record Allowed(String reason) implements Decision {}

  /**
   * @param reason for reviews and the refusal; may be empty
   */
  record Denied(String reason) implements Decision {}

  default boolean isAllowed() {
    return switch (this) {
      case Allowed _ -> true;
      case Denied _ -> false;
    };
  }

  String reason();
}
