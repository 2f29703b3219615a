package io.binnacle.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
  /** URL-13. */
  @ParameterizedTest
  @CsvSource({
    "0,PT0S",
    "10s,PT10S",
    "1h30m,PT1H30M",
    "1.5s,PT1.5S",
    "250ms,PT0.25S",
    "-3s,PT-3S",
    "1us,PT0.000001S",
  })
  void durationsAreReadAsGoWritesThem(String text, Duration expected) {
    assertThat(GoDuration.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "s", "1d", "1h 3m", "1e3s", "99999999999h", "١s"})
  void anythingElseIsNoDuration(String text) {
    assertThat(GoDuration.parse(text)).isNull();
  }
}
