package io.binnacle.manifests.format;

import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.meta.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Pattern;

/**
 * The formats that are enforced for custom resources (CRD-14). Patterns here have no choices to go
 * back to, so they cost one pass.
 */
public final class TextFormats {
  private static final Pattern UUID =
      Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
  private static final Pattern MAC =
      Pattern.compile("(?i)([0-9a-f]{2}[:-]){5}[0-9a-f]{2}|([0-9a-f]{4}\\.){2}[0-9a-f]{4}");
  private static final Pattern EMAIL =
      Pattern.compile("[^\\s@<>()\\[\\],;:\"\\\\]++@[A-Za-z0-9.-]++");
  private static final Pattern DURATION =
      Pattern.compile("[+-]?(0|([0-9]++(\\.[0-9]*+)?(ns|us|\u00b5s|ms|s|m|h|d|w))++)");
  private static final Pattern URI =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*+:[^\\s<>\"{}|\\\\^`]*+");
  private static final Pattern HEX_COLOR = Pattern.compile("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})");

  private TextFormats() {}

  /** Formats that are not known hold for every text. */
  public static boolean holds(String format, String text) {
    return switch (format) {
      case "date-time" -> Timestamp.parse(text) != null;
      case "date" -> isDate(text);
      case "byte" -> Base64Text.firstIllegal(text) < 0;
      case "duration" -> DURATION.matcher(text).matches();
      case "uuid" -> UUID.matcher(text).matches();
      case "uuid3" -> isUuid(text, '3');
      case "uuid4" -> isUuid(text, '4');
      case "uuid5" -> isUuid(text, '5');
      case "ipv4" -> IpText.isIpv4(text);
      case "ipv6" -> IpText.isIpv6(text);
      case "cidr" -> IpText.isCidr(text);
      case "mac" -> MAC.matcher(text).matches();
      case "email" -> EMAIL.matcher(text).matches();
      case "hostname" -> NameRules.dnsSubdomain(text.toLowerCase(java.util.Locale.ROOT)).isEmpty();
      case "uri" -> URI.matcher(text).matches();
      case "hexcolor" -> HEX_COLOR.matcher(text).matches();
      case "k8s-short-name" -> NameRules.dnsLabel(text).isEmpty();
      case "k8s-long-name" -> NameRules.dnsSubdomain(text).isEmpty();
      default -> true;
    };
  }

  private static boolean isUuid(String text, char version) {
    String digits = text.replace("-", "");
    return UUID.matcher(text).matches() && digits.charAt(12) == version;
  }

  private static boolean isDate(String text) {
    try {
      return text.length() == "2026-11-24".length() && LocalDate.parse(text).getYear() >= 0;
    } catch (DateTimeException _) {
      return false;
    }
  }
}
