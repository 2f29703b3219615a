package io.binnacle.apiserver.registry.validation;

import io.binnacle.apiserver.registry.service.AddressRange;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that must hold of an object; every rule is asked, whatever the others found (VAL-01).
 */
@FunctionalInterface
public interface Rule {
  /**
   * Adds what is wrong.
   *
   * @param old null on create
   */
  void check(Manifest object, @Nullable Manifest old, List<FieldError> errors);

  /** All errors of some rules, in their order. */
  static List<FieldError> errors(List<Rule> rules, Manifest object, @Nullable Manifest old) {
    List<FieldError> errors = new ArrayList<>();
    rules.forEach(rule -> rule.check(object, old, errors));
    return errors;
  }

  /** A number, where it is there, is no less than the given one. */
  static Rule atLeast(long least, String message, String... path) {
    return (object, _, errors) -> {
      Long number = object.integer(path);
      if (number != null && number < least) {
        errors.add(FieldError.invalid(String.join(".", path), number, message));
      }
    };
  }

  /** A list has something in it. */
  static Rule notEmpty(String shownPath, String message, String... path) {
    return (object, _, errors) -> {
      if (object.items(path).isEmpty() && object.texts(path).isEmpty()) {
        errors.add(FieldError.required(shownPath, message));
      }
    };
  }

  /** A text is an address, not a name that would have to be looked up. */
  static void address(String address, String field, List<FieldError> errors) {
    if (!AddressRange.isAddress(address)) {
      errors.add(
          FieldError.invalid(
              field, address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
    }
  }

  /** An object as messages show it. */
  static String shown(@Nullable Manifest object) {
    return object == null ? "null" : new String(object.toJson(), StandardCharsets.UTF_8);
  }
}
