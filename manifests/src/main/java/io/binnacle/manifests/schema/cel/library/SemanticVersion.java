package io.binnacle.manifests.schema.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version as semver.org 2.0.0 has it; what follows the plus sign does not count. */
record SemanticVersion(long major, long minor, long patch, List<String> prerelease)
    implements Comparable<SemanticVersion> {
  private static final CelType SEMVER = OpaqueType.create("kubernetes.Semver");
  private static final int LENGTH_MAX = 1024;
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{1,18})\\.([0-9]{1,18})\\.([0-9]{1,18})"
              + "(?:-([0-9A-Za-z-]++(?:\\.[0-9A-Za-z-]++)*+))?"
              + "(?:\\+([0-9A-Za-z-]++(?:\\.[0-9A-Za-z-]++)*+))?");

  static void addTo(FunctionTable table) {
    CelType text = SimpleType.STRING;
    CelType flag = SimpleType.BOOL;
    table
        .global("semver", SEMVER, arguments -> parse(arguments), text)
        .global("semver", SEMVER, arguments -> parse(arguments), text, flag)
        .global("isSemver", flag, arguments -> isVersion(arguments), text)
        .global("isSemver", flag, arguments -> isVersion(arguments), text, flag)
        .member("major", SimpleType.INT, arguments -> of(arguments[0]).major(), SEMVER)
        .member("minor", SimpleType.INT, arguments -> of(arguments[0]).minor(), SEMVER)
        .member("patch", SimpleType.INT, arguments -> of(arguments[0]).patch(), SEMVER)
        .member("isGreaterThan", flag, arguments -> compare(arguments) > 0, SEMVER, SEMVER)
        .member("isLessThan", flag, arguments -> compare(arguments) < 0, SEMVER, SEMVER)
        .member(
            "compareTo",
            SimpleType.INT,
            arguments -> (long) Integer.signum(compare(arguments)),
            SEMVER,
            SEMVER);
  }

  private static SemanticVersion of(Object value) {
    return (SemanticVersion) value;
  }

  private static int compare(Object[] arguments) {
    return of(arguments[0]).compareTo(of(arguments[1]));
  }

  private static boolean isVersion(Object[] arguments) {
    try {
      return parse(arguments).major() >= 0;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static SemanticVersion parse(Object[] arguments) {
    String text = (String) arguments[0];
    boolean lenient = arguments.length > 1 && (Boolean) arguments[1];
    return parse(lenient ? normalized(text) : text);
  }

  private static SemanticVersion parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (text.length() > LENGTH_MAX || !parts.matches()) {
      throw new IllegalArgumentException(
          text.chars().filter(each -> each == '.').count() < 2
              ? "No Major.Minor.Patch elements found"
              : "Invalid character(s) found in version");
    }
    List<String> prerelease =
        parts.group(4) == null ? List.of() : List.of(parts.group(4).split("\\.", -1));
    return new SemanticVersion(
        number(parts.group(1)),
        number(parts.group(2)),
        number(parts.group(3)),
        checked(prerelease));
  }

  private static List<String> checked(List<String> prerelease) {
    prerelease.stream().filter(SemanticVersion::isNumber).forEach(SemanticVersion::number);
    return prerelease;
  }

  private static long number(String digits) {
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      throw new IllegalArgumentException(
          "number must not contain leading zeroes \"" + digits + '"');
    }
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(each -> each >= '0' && each <= '9');
  }

  /** {@code v1.02} becomes {@code 1.2.0}: what people write where they mean a version. */
  private static String normalized(String text) {
    String rest = text.startsWith("v") ? text.substring(1) : text;
    List<String> parts = new ArrayList<>(List.of(rest.split("\\.", 3)));
    for (int i = 0; i < parts.size(); i++) {
      parts.set(i, withoutZeros(parts.get(i)));
    }
    if (parts.size() < 3 && parts.getLast().matches(".*[+-].*")) {
      throw new IllegalArgumentException("Short version cannot contain PreRelease/Build meta data");
    }
    while (parts.size() < 3) {
      parts.add("0");
    }
    return String.join(".", parts);
  }

  private static String withoutZeros(String part) {
    int start = 0;
    while (start + 1 < part.length()
        && part.charAt(start) == '0'
        && Character.isDigit(part.charAt(start + 1))) {
      start++;
    }
    return part.substring(start);
  }

  @Override
  public int compareTo(SemanticVersion other) {
    int order = Long.compare(major, other.major);
    order = order != 0 ? order : Long.compare(minor, other.minor);
    order = order != 0 ? order : Long.compare(patch, other.patch);
    if (order != 0) {
      return order;
    }
    // What comes before a release is less than the release.
    if (prerelease.isEmpty() || other.prerelease.isEmpty()) {
      return Boolean.compare(prerelease.isEmpty(), other.prerelease.isEmpty());
    }
    for (int i = 0; i < Math.min(prerelease.size(), other.prerelease.size()); i++) {
      int each = comparePart(prerelease.get(i), other.prerelease.get(i));
      if (each != 0) {
        return each;
      }
    }
    return Integer.compare(prerelease.size(), other.prerelease.size());
  }

  private static int comparePart(String one, String other) {
    boolean number = isNumber(one);
    if (number != isNumber(other)) {
      return number ? -1 : 1;
    }
    return number ? Long.compare(number(one), number(other)) : one.compareTo(other);
  }
}
