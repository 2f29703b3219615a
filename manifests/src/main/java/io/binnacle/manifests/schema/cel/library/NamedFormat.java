package io.binnacle.manifests.schema.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import io.binnacle.manifests.format.TextFormats;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.meta.NameRules.NameRule;
import java.util.List;
import java.util.Optional;

/** A form that texts must have: {@code format.dns1123Label().validate(self)}. */
enum NamedFormat {
  DNS_1123_LABEL("dns1123Label"),
  DNS_1123_SUBDOMAIN("dns1123Subdomain"),
  DNS_1035_LABEL("dns1035Label"),
  QUALIFIED_NAME("qualifiedName"),
  DNS_1123_LABEL_PREFIX("dns1123LabelPrefix"),
  DNS_1123_SUBDOMAIN_PREFIX("dns1123SubdomainPrefix"),
  DNS_1035_LABEL_PREFIX("dns1035LabelPrefix"),
  LABEL_VALUE("labelValue"),
  URI("uri"),
  UUID("uuid"),
  BYTE("byte"),
  DATE("date"),
  DATETIME("datetime");

  private static final CelType FORMAT = OpaqueType.create("kubernetes.NamedFormat");

  private final String formatName;

  NamedFormat(String formatName) {
    this.formatName = formatName;
  }

  static void addTo(FunctionTable table) {
    CelType text = SimpleType.STRING;
    for (NamedFormat format : values()) {
      table.global("format." + format.formatName, FORMAT, _ -> format);
    }
    table
        .global("format.named", OptionalType.create(FORMAT), NamedFormat::named, text)
        .member(
            "validate",
            OptionalType.create(ListType.create(text)),
            arguments -> validate((NamedFormat) arguments[0], (String) arguments[1]),
            FORMAT,
            text);
  }

  private static Object named(Object[] arguments) {
    for (NamedFormat format : values()) {
      if (format.formatName.equals(arguments[0])) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** What is wrong, or nothing. */
  private static Object validate(NamedFormat format, String text) {
    List<String> wrong = format.wrong(text);
    return wrong.isEmpty() ? Optional.empty() : Optional.of(wrong);
  }

  private List<String> wrong(String text) {
    return switch (this) {
      case DNS_1123_LABEL -> NameRules.dnsLabel(text);
      case DNS_1123_SUBDOMAIN -> NameRules.dnsSubdomain(text);
      case DNS_1035_LABEL -> NameRules.dns1035Label(text);
      case QUALIFIED_NAME -> NameRules.qualifiedName(text);
      case DNS_1123_LABEL_PREFIX -> NameRules.namePrefix(NameRule.DNS_LABEL, text);
      case DNS_1123_SUBDOMAIN_PREFIX -> NameRules.namePrefix(NameRule.DNS_SUBDOMAIN, text);
      case DNS_1035_LABEL_PREFIX -> NameRules.namePrefix(NameRule.DNS_1035_LABEL, text);
      case LABEL_VALUE -> NameRules.labelValue(text);
      case URI -> uri(text);
      case UUID -> ofFormat("uuid", text, "does not match the UUID format");
      case BYTE -> ofFormat("byte", text, "invalid base64");
      case DATE -> ofFormat("date", text, "invalid date");
      case DATETIME -> ofFormat("date-time", text, "invalid datetime");
    };
  }

  private static List<String> ofFormat(String format, String text, String wrong) {
    return TextFormats.holds(format, text) ? List.of() : List.of(wrong);
  }

  private static List<String> uri(String text) {
    String wrong = UrlText.wrong(text);
    return wrong == null ? List.of() : List.of(wrong.substring(wrong.indexOf("parse \"")));
  }
}
