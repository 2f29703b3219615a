package io.binnacle.manifests.meta;

import io.binnacle.manifests.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rules for names, labels and annotations, with the texts that Kubernetes prints (META-02 to
 * META-06). A method that takes no field answers the details of what is wrong; none is right.
 *
 * <p>The patterns are only printed. What they say is checked by hand, because every write goes
 * through here and hostile names must not meet a backtracking matcher.
 */
public final class NameRules {
  private static final int PORT_NAME_LENGTH_MAX = 15;
  private static final int LABEL_LENGTH_MAX = 63;
  private static final int SUBDOMAIN_LENGTH_MAX = 253;
  private static final int ANNOTATIONS_BYTES_MAX = 256 * 1024;

  private static final String LABEL_PATTERN = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String QUALIFIED_PATTERN = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

  private static final String SUBDOMAIN_TEXT =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is '"
          + LABEL_PATTERN
          + "(\\."
          + LABEL_PATTERN
          + ")*')";
  private static final String LABEL_TEXT =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '"
          + LABEL_PATTERN
          + "')";
  private static final String LABEL_1035_TEXT =
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
          + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
          + " 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
  private static final String QUALIFIED_TEXT =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
          + " validation is '"
          + QUALIFIED_PATTERN
          + "')";
  private static final String LABEL_VALUE_TEXT =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
          + " 'my_value',  or '12345', regex used for validation is '("
          + QUALIFIED_PATTERN
          + ")?')";

  private NameRules() {}

  /** Which rule the names of a type follow. */
  public enum NameRule {
    DNS_SUBDOMAIN,
    DNS_LABEL,
    DNS_1035_LABEL,
    PATH_SEGMENT
  }

  public static List<String> dnsSubdomain(String name) {
    List<String> wrong = tooLong(name, SUBDOMAIN_LENGTH_MAX);
    for (String label : name.split("\\.", -1)) {
      if (!isDnsLabel(label)) {
        wrong.add(SUBDOMAIN_TEXT);
        break;
      }
    }
    return wrong;
  }

  public static List<String> dnsLabel(String name) {
    List<String> wrong = tooLong(name, LABEL_LENGTH_MAX);
    if (!isDnsLabel(name)) {
      wrong.add(LABEL_TEXT);
    }
    return wrong;
  }

  public static List<String> dns1035Label(String name) {
    List<String> wrong = tooLong(name, LABEL_LENGTH_MAX);
    if (!isDnsLabel(name) || isDigit(name.charAt(0))) {
      wrong.add(LABEL_1035_TEXT);
    }
    return wrong;
  }

  /** Names of ports as RFC 6335 has them (VAL-03). */
  public static List<String> portName(String name) {
    List<String> wrong = new ArrayList<>();
    if (name.length() > PORT_NAME_LENGTH_MAX) {
      wrong.add("must be no more than 15 characters");
    }
    if (!name.matches("[-a-z0-9]*")) {
      wrong.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (!name.matches(".*[a-z].*")) {
      wrong.add("must contain at least one letter (a-z)");
    }
    if (name.contains("--")) {
      wrong.add("must not contain consecutive hyphens");
    }
    if (name.startsWith("-") || name.endsWith("-")) {
      wrong.add("must not begin or end with a hyphen");
    }
    return wrong;
  }

  /** META-03: what every name must be, since it stands in a URL. */
  public static List<String> pathSegment(String name) {
    List<String> wrong = new ArrayList<>();
    if (name.equals(".") || name.equals("..")) {
      wrong.add("may not be '" + name + "'");
    }
    if (name.indexOf('/') >= 0) {
      wrong.add("may not contain '/'");
    }
    if (name.indexOf('%') >= 0) {
      wrong.add("may not contain '%'");
    }
    return wrong;
  }

  /** META-02 and META-03; the other rules leave nothing that would not be a path segment. */
  public static List<String> name(NameRule rule, String name) {
    return switch (rule) {
      case DNS_SUBDOMAIN -> dnsSubdomain(name);
      case DNS_LABEL -> dnsLabel(name);
      case DNS_1035_LABEL -> dns1035Label(name);
      case PATH_SEGMENT -> pathSegment(name);
    };
  }

  /** META-04: the same with a trailing dash allowed, since more will follow it. */
  public static List<String> namePrefix(NameRule rule, String prefix) {
    boolean dash = rule != NameRule.PATH_SEGMENT && prefix.length() > 1 && prefix.endsWith("-");
    return name(rule, dash ? prefix.substring(0, prefix.length() - 2) + "a" : prefix);
  }

  /** {@code [prefix/]name}: label keys, finalizers, annotation keys. */
  public static List<String> qualifiedName(String qualified) {
    List<String> wrong = new ArrayList<>();
    String[] parts = qualified.split("/", -1);
    if (parts.length > 2) {
      wrong.add(
          "a qualified name "
              + QUALIFIED_TEXT
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
      return wrong;
    }
    if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        wrong.add("prefix part must be non-empty");
      } else {
        dnsSubdomain(parts[0]).forEach(why -> wrong.add("prefix part " + why));
      }
    }
    String name = parts[parts.length - 1];
    if (name.isEmpty()) {
      wrong.add("name part must be non-empty");
    }
    tooLong(name, LABEL_LENGTH_MAX).forEach(why -> wrong.add("name part " + why));
    if (!isQualifiedPart(name)) {
      wrong.add("name part " + QUALIFIED_TEXT);
    }
    return wrong;
  }

  public static List<String> labelValue(String value) {
    List<String> wrong = tooLong(value, LABEL_LENGTH_MAX);
    if (!value.isEmpty() && !isQualifiedPart(value)) {
      wrong.add(LABEL_VALUE_TEXT);
    }
    return wrong;
  }

  /** A key of a ConfigMap or a Secret (VAL-50). */
  public static List<String> configKey(String key) {
    List<String> wrong = new ArrayList<>();
    if (key.length() > SUBDOMAIN_LENGTH_MAX) {
      wrong.add("must be no more than " + SUBDOMAIN_LENGTH_MAX + " characters");
    }
    if (key.isEmpty() || !key.chars().allMatch(NameRules::standsInConfigKeys)) {
      wrong.add(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
              + " (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for"
              + " validation is '[-._a-zA-Z0-9]+')");
    }
    // They would be other folders where the data is mounted.
    if (key.equals(".") || key.equals("..")) {
      wrong.add("must not be '" + key + "'");
    } else if (key.startsWith("..")) {
      wrong.add("must not start with '..'");
    }
    return wrong;
  }

  /** META-05. */
  public static List<FieldError> labels(Map<String, String> labels, String field) {
    List<FieldError> errors = new ArrayList<>();
    for (Map.Entry<String, String> label : labels.entrySet()) {
      for (String why : qualifiedName(label.getKey())) {
        errors.add(FieldError.invalid(field, label.getKey(), why));
      }
      for (String why : labelValue(label.getValue())) {
        errors.add(FieldError.invalid(field, label.getValue(), why));
      }
    }
    return errors;
  }

  /** META-06: keys are compared with the rule in lower case, and all together are bounded. */
  public static List<FieldError> annotations(Map<String, String> annotations, String field) {
    List<FieldError> errors = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<String, String> annotation : annotations.entrySet()) {
      for (String why : qualifiedName(annotation.getKey().toLowerCase(Locale.ROOT))) {
        errors.add(FieldError.invalid(field, annotation.getKey(), why));
      }
      bytes += utf8Length(annotation.getKey()) + utf8Length(annotation.getValue());
    }
    if (bytes > ANNOTATIONS_BYTES_MAX) {
      errors.add(FieldError.tooLong(field, ANNOTATIONS_BYTES_MAX));
    }
    return errors;
  }

  /** The length as UTF-8 without making the bytes. */
  static long utf8Length(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Either half of a pair counts two, four for both.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  private static List<String> tooLong(String text, int bytesMax) {
    List<String> wrong = new ArrayList<>(1);
    if (utf8Length(text) > bytesMax) {
      wrong.add("must be no more than " + bytesMax + " bytes");
    }
    return wrong;
  }

  private static boolean isDnsLabel(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean inner = c == '-' && i > 0 && i < text.length() - 1;
      if (!inner && !isDigit(c) && !(c >= 'a' && c <= 'z')) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isQualifiedPart(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric = isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean inner = (c == '-' || c == '_' || c == '.') && i > 0 && i < text.length() - 1;
      if (!alphanumeric && !inner) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean standsInConfigKeys(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
