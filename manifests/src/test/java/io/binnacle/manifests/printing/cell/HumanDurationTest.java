package io.binnacle.manifests.printing.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanDurationTest {
  /** PRINT-03 */
  @ParameterizedTest
  @CsvSource({
    "-2,<invalid>",
    "-1,0s",
    "0,0s",
    "119,119s",
    "120,2m",
    "125,2m5s",
    "599,9m59s",
    "600,10m",
    "10799,179m",
    "10800,3h",
    "11100,3h5m",
    "28799,7h59m",
    "28800,8h",
    "172799,47h",
    "172800,2d",
    "176400,2d1h",
    "691199,7d23h",
    "691200,8d",
    "63071999,729d",
    "63072000,2y",
    "64000000,2y10d",
    "252288000,8y"
  })
  void theLongerTheCoarser(long seconds, String shown) {
    assertThat(HumanDuration.of(seconds)).isEqualTo(shown);
  }

  @Test
  void aTimestampThatIsNoneIsInvalid() {
    assertThat(HumanDuration.since("yesterday", 0)).isEqualTo("<invalid>");
    assertThat(HumanDuration.since("", 0)).isNull();
  }

  @Test
  void anUnknownFunctionIsRefused() {
    assertThatThrownBy(() -> CellLanguage.parse("guess .spec", "string"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("guess");
  }
}
