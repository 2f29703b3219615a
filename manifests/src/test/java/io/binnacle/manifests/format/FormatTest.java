package io.binnacle.manifests.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CRD-14. */
class FormatTest {
  @ParameterizedTest
  @CsvSource({
    "date-time, 2026-11-24T14:00:00Z, 2026-11-24",
    "date, 2026-02-28, 2026-02-30",
    "byte, YWJj, YWJ",
    "duration, 1h30m, 1 hour",
    "duration, -1.5s, s",
    "uuid, 123e4567-e89b-42d3-a456-426614174000, 123e4567",
    "uuid4, 123e4567-e89b-42d3-a456-426614174000, 123e4567-e89b-12d3-a456-426614174000",
    "ipv4, 10.0.0.255, 10.0.0.256",
    "ipv4, 0.0.0.0, 10.0.0.01",
    "ipv6, ::1, 1:2",
    "ipv6, fe80::1:2, ::1::",
    "ipv6, ::ffff:10.0.0.1, 1:2:3:4:5:6:7:8:9",
    "ipv6, 1:2:3:4:5:6:7:8, 12345::",
    "cidr, 10.0.0.0/8, 10.0.0.0/33",
    "cidr, fd00::/64, fd00::",
    "mac, 00:1a:2b:3c:4d:5e, 00:1a",
    "email, a.b@example.com, a b@example.com",
    "hostname, Example.com, -x.com",
    "uri, https://example.com/x?y#z, no scheme",
    "hexcolor, #a0b1c2, #a0b1",
    "k8s-short-name, a-b, a.b",
    "k8s-long-name, a.b, A.b"
  })
  void formatsHoldOrNot(String format, String good, String bad) {
    assertThat(TextFormats.holds(format, good)).as(good).isTrue();
    assertThat(TextFormats.holds(format, bad)).as(bad).isFalse();
  }

  @Test
  void unknownFormatsHold() {
    assertThat(TextFormats.holds("future", "anything")).isTrue();
  }

  /** These run for years, or off the stack, in an unbounded matcher. */
  @Test
  void hostilePatternsEnd() {
    assertThat(BoundedMatching.finds(Pattern.compile("^(a+)+$"), "a".repeat(100) + "!")).isFalse();
    assertThat(BoundedMatching.finds(Pattern.compile("^(a|b|ab)*c$"), "ab".repeat(50_000)))
        .isFalse();
    assertThat(BoundedMatching.finds(Pattern.compile("^[a-z]+$"), "web")).isTrue();
  }
}
