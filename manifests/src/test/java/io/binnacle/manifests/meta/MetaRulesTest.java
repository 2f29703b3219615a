package io.binnacle.manifests.meta;

import static io.binnacle.manifests.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules.NameRule;
import io.binnacle.manifests.status.FieldError;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Names, labels, annotations, owners, finalizers (section META of the checklist). */
class MetaRulesTest {
  /** META-02. */
  @Test
  void subdomainsAreTheDefault() {
    for (String good : List.of("a", "web-1", "a.b.c", "1a", "a".repeat(253))) {
      assertThat(NameRules.dnsSubdomain(good)).as(good).isEmpty();
    }
    for (String bad : List.of("", "A", "-a", "a-", "a..b", ".a", "a.", "a_b", "a/b", "\u00e9")) {
      assertThat(NameRules.dnsSubdomain(bad)).as(bad).isNotEmpty();
    }
    assertThat(NameRules.dnsSubdomain("Web"))
        .containsExactly(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
                + " '-' or '.', and must start and end with an alphanumeric character (e.g."
                + " 'example.com', regex used for validation is"
                + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
    assertThat(NameRules.dnsSubdomain("a".repeat(254)))
        .containsExactly("must be no more than 253 bytes");
  }

  /** META-02. */
  @Test
  void labelsHaveNoDotsAnd1035LabelsBeginWithALetter() {
    assertThat(NameRules.dnsLabel("a.b")).isNotEmpty();
    assertThat(NameRules.dnsLabel("1a")).isEmpty();
    assertThat(NameRules.dns1035Label("1a")).hasSize(1);
    assertThat(NameRules.dns1035Label("a1")).isEmpty();
    assertThat(NameRules.dns1035Label("")).hasSize(1);
    assertThat(NameRules.dnsLabel("a".repeat(64))).hasSize(1);
  }

  /** META-03. */
  @Test
  void pathSegmentsMustFitIntoAUrl() {
    assertThat(NameRules.pathSegment("system:node")).isEmpty();
    assertThat(NameRules.pathSegment("..")).containsExactly("may not be '..'");
    assertThat(NameRules.pathSegment("a/b%c"))
        .containsExactly("may not contain '/'", "may not contain '%'");
  }

  /** META-04. */
  @Test
  void aPrefixMayEndWithADash() {
    assertThat(NameRules.namePrefix(NameRule.DNS_SUBDOMAIN, "web-")).isEmpty();
    assertThat(NameRules.namePrefix(NameRule.DNS_LABEL, "web--")).isEmpty();
    assertThat(NameRules.namePrefix(NameRule.DNS_SUBDOMAIN, "-")).isNotEmpty();
    assertThat(NameRules.namePrefix(NameRule.DNS_SUBDOMAIN, "Web-")).isNotEmpty();
  }

  /** META-05. */
  @Test
  void labelsHaveQualifiedKeysAndShortValues() {
    assertThat(NameRules.labels(Map.of("app.kubernetes.io/name", "Web_1.a"), "f")).isEmpty();
    assertThat(NameRules.labels(Map.of("a", ""), "f")).isEmpty();
    for (String key :
        List.of("", "/a", "a/", "a/b/c", "-a", "a b", "A.example/x", "a".repeat(64))) {
      assertThat(NameRules.labels(Map.of(key, "v"), "f")).as(key).isNotEmpty();
    }
    for (String value : List.of("-", "a b", "a/b", ".x", "x".repeat(64))) {
      assertThat(NameRules.labels(Map.of("k", value), "f")).as(value).hasSize(1);
    }
    assertThat(NameRules.labels(Map.of("k", "a b"), "metadata.labels").getFirst().message())
        .isEqualTo(
            "metadata.labels: Invalid value: \"a b\": a valid label must be an empty string or"
                + " consist of alphanumeric characters, '-', '_' or '.', and must start and end"
                + " with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345',"
                + " regex used for validation is"
                + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
  }

  /** META-06. */
  @Test
  void annotationsAreBoundedTogether() {
    assertThat(NameRules.annotations(Map.of("A.Example/x", "any \n text"), "f")).isEmpty();
    assertThat(NameRules.annotations(Map.of("k", "x".repeat(262_143)), "f")).isEmpty();
    assertThat(NameRules.annotations(Map.of("k", "x".repeat(262_144)), "metadata.annotations"))
        .extracting(FieldError::message)
        .containsExactly("metadata.annotations: Too long: may not be more than 262144 bytes");
    assertThat(NameRules.annotations(Map.of("k", "\u20ac".repeat(87_382)), "f")).hasSize(1);
  }

  /** META-01. */
  @Test
  void aNameIsRequired() {
    assertThat(validate("{}"))
        .containsExactly("metadata.name: Required value: name or generateName is required");
  }

  @Test
  void namespacesFollowTheScope() {
    ObjectMeta without = json("{\"metadata\":{\"name\":\"a\"}}").objectMeta();
    ObjectMeta with = json("{\"metadata\":{\"name\":\"a\",\"namespace\":\"n\"}}").objectMeta();
    assertThat(ObjectMetaRules.validate(without, true, NameRule.DNS_SUBDOMAIN))
        .extracting(FieldError::message)
        .containsExactly("metadata.namespace: Required value");
    assertThat(ObjectMetaRules.validate(with, false, NameRule.DNS_SUBDOMAIN))
        .extracting(FieldError::message)
        .containsExactly("metadata.namespace: Forbidden: not allowed on this type");
  }

  /** META-07. */
  @Test
  void finalizersAreQualified() {
    assertThat(validate("{\"name\":\"a\",\"finalizers\":[\"a b\"]}").getFirst())
        .startsWith("metadata.finalizers: Invalid value: \"a b\": name part must consist");
    assertThat(validate("{\"name\":\"a\",\"finalizers\":[\"orphan\",\"foregroundDeletion\"]}"))
        .containsExactly(
            "metadata.finalizers: Invalid value: [\"orphan\",\"foregroundDeletion\"]: finalizer"
                + " orphan and foregroundDeletion cannot be both set");
    assertThat(ObjectMetaRules.validateBuiltinFinalizers(List.of("x", "orphan", "a/b"), "f"))
        .extracting(FieldError::message)
        .containsExactly(
            "f: Invalid value: \"x\": name is neither a standard finalizer name nor is it fully"
                + " qualified");
  }

  /** META-09. */
  @Test
  void ownersAreComplete() {
    assertThat(
            validate(
                "{\"name\":\"a\",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"p\"}]}"))
        .containsExactly("metadata.ownerReferences[0].uid: Required value: must not be empty");
    String owner =
        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"%s\",\"uid\":\"%s\",\"controller\":true}";
    String two = owner.formatted("p", "1") + "," + owner.formatted("q", "2");
    assertThat(validate("{\"name\":\"a\",\"ownerReferences\":[" + two + "]}").getFirst())
        .endsWith(
            "Only one reference can have Controller set to true. Found \"true\" in references for"
                + " Pod/p and Pod/q");
    assertThat(
            validate(
                "{\"name\":\"a\",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"name\":\"e\",\"uid\":\"1\"}]}"))
        .hasSize(1);
  }

  /** META-08, META-10. */
  @Test
  void anUpdateKeepsWhatIsImmutable() {
    ObjectMeta old =
        meta(
            "{\"name\":\"a\",\"uid\":\"1\",\"generation\":2,\"finalizers\":[\"a/b\"],"
                + "\"deletionTimestamp\":\"2026-11-24T14:00:00Z\",\"deletionGracePeriodSeconds\":30}");
    assertThat(ObjectMetaRules.validateUpdate(old, old)).isEmpty();
    ObjectMeta changed =
        meta("{\"name\":\"b\",\"uid\":\"2\",\"generation\":1,\"finalizers\":[\"a/b\",\"x/y\"]}");
    assertThat(ObjectMetaRules.validateUpdate(old, changed))
        .extracting(FieldError::message)
        .containsExactly(
            "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being"
                + " deleted, found new finalizers []string{\"x/y\"}",
            "metadata.name: Invalid value: \"b\": field is immutable",
            "metadata.uid: Invalid value: \"2\": field is immutable",
            "metadata.deletionTimestamp: Invalid value: \"\": field is immutable",
            "metadata.deletionGracePeriodSeconds: Invalid value: null: field is immutable",
            "metadata.generation: Invalid value: 1: must not be decremented");
  }

  /** DEF-02. */
  @Test
  void timesAreUtcSeconds() {
    assertThat(Timestamp.ofEpochSecond(1_795_528_800)).isEqualTo("2026-11-24T14:00:00Z");
    assertThat(Timestamp.ofEpochMicrosecond(1_795_528_800_000_001L))
        .isEqualTo("2026-11-24T14:00:00.000001Z");
    assertThat(Timestamp.ofEpochMicrosecond(-1)).isEqualTo("1969-12-31T23:59:59.999999Z");
    assertThat(Timestamp.epochSecond("2026-11-24T16:00:00+02:00")).isEqualTo(1_795_528_800);
    for (String bad :
        List.of(
            "",
            "2026-11-24",
            "2026-11-24T14:00Z",
            "2026-13-24T14:00:00Z",
            "2026-11-24T14:00:00",
            "2026-11-24 14:00:00Z",
            "+2026-11-24T14:00:00Z",
            "2026-02-29T14:00:00Z",
            "2026-11-31T14:00:00Z",
            "2026-00-24T14:00:00Z",
            "2026-11-24T24:00:00Z",
            "2026-11-24T14:60:00Z",
            "2026-11-24T14:00:60Z",
            "2026-11-24T14:00:00Zjunk")) {
      assertThat(Timestamp.parse(bad)).as(bad).isNull();
    }
  }

  /** DEF-02: the short way that nearly all times go leads where the libraries' leads. */
  @Test
  void timesAreReadAndWrittenAsTheLibraryDoesIt() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      long second = random.nextLong(-80_000_000_000L, 260_000_000_000L);
      Instant instant = Instant.ofEpochSecond(second);
      String text = Timestamp.ofEpochSecond(second);
      assertThat(text)
          .isEqualTo(
              DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT)
                  .withZone(ZoneOffset.UTC)
                  .format(instant));
      if (text.length() == "2026-11-24T14:00:00Z".length()) {
        assertThat(Timestamp.parse(text)).isEqualTo(instant);
      }
    }
  }

  private static List<String> validate(String metadata) {
    return ObjectMetaRules.validate(meta(metadata), false, NameRule.DNS_SUBDOMAIN).stream()
        .map(FieldError::message)
        .toList();
  }

  private static ObjectMeta meta(String metadata) {
    Manifest manifest = json("{\"metadata\":" + metadata + "}");
    return manifest.objectMeta();
  }
}
