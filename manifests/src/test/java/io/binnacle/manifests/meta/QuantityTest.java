package io.binnacle.manifests.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DEF-01. */
class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "0.5, 500m",
    "1024Mi, 1Gi",
    "1000m, 1",
    "1, 1",
    "0, 0",
    "0m, 0",
    "-0, 0",
    "100m, 100m",
    "1.5Gi, 1536Mi",
    "0.1Gi, 107374182400m",
    "1000, 1k",
    "1500, 1500",
    "1000000, 1M",
    "1Ki, 1Ki",
    "512Ki, 512Ki",
    "0.5Ki, 512",
    "1e3, 1e3",
    "12E2, 1200",
    "1E, 1E",
    "1e6, 1e6",
    "1e-3, 1e-3",
    "100e-3, 100e-3",
    "0.0000000001, 1n",
    "1e-12, 1e-9",
    "5n, 5n",
    "1500u, 1500u",
    "1000u, 1m",
    "-1.5, -1500m",
    "+2, 2",
    ".5, 500m",
    "5., 5",
    "9223372036854775808, 9223372036854775807",
    "1e1000000000, 9223372036854775807",
    "8Ei, 9223372036854775807",
    "1e-1000000000, 1e-9"
  })
  void theCanonicalFormIsTheOneKubernetesPrints(String text, String canonical) {
    assertThat(Quantity.parse(text)).hasToString(canonical);
  }

  @Test
  void onlyTheAmountCounts() {
    assertThat(Quantity.parse("1Gi")).isEqualTo(Quantity.parse("1024Mi"));
    assertThat(Quantity.parse("1000m")).hasSameHashCodeAs(Quantity.parse("1"));
    assertThat(Quantity.parse("1G")).isLessThan(Quantity.parse("1Gi"));
    assertThat(Quantity.parse("0.0001").roundedUpToMilli()).hasToString("1m");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "m",
        "-",
        "1 Gi",
        "1GiB",
        "1ki",
        "1K",
        "abc",
        "1..5",
        ".",
        "1e",
        "1e+",
        "0x10",
        "1Mm",
        "1e99999999999999999999",
        "NaN",
        "1,5",
        "\u0661"
      })
  void whatIsNoQuantityIsRefused(String text) {
    assertThatThrownBy(() -> Quantity.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .isNotBlank();
  }

  @Test
  void theMessageIsTheOneThatUsersKnow() {
    assertThatThrownBy(() -> Quantity.parse("lots"))
        .hasMessage(
            "quantities must match the regular expression"
                + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  }
}
