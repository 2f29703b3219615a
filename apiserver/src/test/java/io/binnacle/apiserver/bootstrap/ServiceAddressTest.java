package io.binnacle.apiserver.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceAddressTest {
  @ParameterizedTest
  @CsvSource({
    "10.96.0.0/12,10.96.0.1",
    "10.96.7.9/16,10.96.0.1",
    "192.168.1.0/30,192.168.1.1",
    "fd00:1::/108,fd00:1:0:0:0:0:0:1",
  })
  void theFirstAddressOfTheRangeIsTheServersOwn(String range, String address) {
    assertThat(ServiceAddress.firstOf(range)).isEqualTo(address);
  }

  @Test
  void aRangeWithoutRoomIsRefused() {
    assertThatThrownBy(() -> ServiceAddress.firstOf("10.0.0.1/32"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ServiceAddress.firstOf("10.0.0.1/99"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
