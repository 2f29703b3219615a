package io.binnacle.manifests.selector;

import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A field selector: all of its requirements hold (SEL-03). */
public final class FieldSelector {
  private static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  /** {@code field=value}, or {@code field!=value} where it is negated. */
  public record Requirement(String field, boolean negated, String value) {}

  private final List<Requirement> requirements;

  private FieldSelector(List<Requirement> requirements) {
    this.requirements = List.copyOf(requirements);
  }

  public static FieldSelector everything() {
    return EVERYTHING;
  }

  /**
   * Terms with commas between them, {@code path=value}, {@code ==} or {@code !=}; a backslash
   * escapes itself, a comma or an equals sign in a value. Throws StatusException with 400.
   */
  public static FieldSelector parse(String text) {
    List<Requirement> requirements = new ArrayList<>();
    int start = 0;
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) == ',') {
        addTerm(text.substring(start, at), requirements);
        start = at + 1;
      }
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    addTerm(text.substring(start), requirements);
    return requirements.isEmpty() ? EVERYTHING : new FieldSelector(requirements);
  }

  /** Empty terms, as behind a trailing comma, say nothing. */
  private static void addTerm(String term, List<Requirement> requirements) {
    if (!term.isEmpty()) {
      requirements.add(term(term));
    }
  }

  private static Requirement term(String term) {
    for (int i = 0; i < term.length(); i++) {
      char c = term.charAt(i);
      boolean equalsFollows = i + 1 < term.length() && term.charAt(i + 1) == '=';
      if (c == '!' && equalsFollows) {
        return new Requirement(term.substring(0, i), true, unescape(term, i + 2));
      }
      if (c == '=') {
        return new Requirement(
            term.substring(0, i), false, unescape(term, equalsFollows ? i + 2 : i + 1));
      }
    }
    throw bad(
        "invalid selector: "
            + FieldError.quote(term)
            + "; can't understand "
            + FieldError.quote(term));
  }

  private static String unescape(String term, int from) {
    StringBuilder value = new StringBuilder(term.length() - from);
    for (int i = from; i < term.length(); i++) {
      char c = term.charAt(i);
      if (c == '\\') {
        i++;
        if (i == term.length() || "\\,=".indexOf(term.charAt(i)) < 0) {
          throw bad("invalid field selector: invalid escape sequence in " + FieldError.quote(term));
        }
        value.append(term.charAt(i));
      } else if (c == '=') {
        throw bad(
            "invalid field selector: unescaped character in value: = in " + FieldError.quote(term));
      } else {
        value.append(c);
      }
    }
    return value.toString();
  }

  private static StatusException bad(String why) {
    return Status.badRequest(why).toException();
  }

  public List<Requirement> requirements() {
    return requirements;
  }

  public boolean isEverything() {
    return requirements.isEmpty();
  }

  /** The value that an object must have in the field, where the selector names one. */
  public @Nullable String requiredValue(String field) {
    for (Requirement requirement : requirements) {
      if (!requirement.negated() && requirement.field().equals(field)) {
        return requirement.value();
      }
    }
    return null;
  }

  /** The function answers the value of a field, empty where the object has none. */
  public boolean matches(Function<String, String> valueOfField) {
    for (Requirement requirement : requirements) {
      boolean same = valueOfField.apply(requirement.field()).equals(requirement.value());
      if (same == requirement.negated()) {
        return false;
      }
    }
    return true;
  }

  /** As it stands in a query parameter. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(",");
    for (Requirement one : requirements) {
      String value = one.value().replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
      text.add(one.field() + (one.negated() ? "!=" : "=") + value);
    }
    return text.toString();
  }
}
