package io.binnacle.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscoveryAcceptTest {
  /** DISC-07, DISC-08. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json|LEGACY",
        "*/*|LEGACY",
        "application/*|LEGACY",
        "text/html|NEITHER",
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList|AGGREGATED",
        "application/json; as=APIGroupDiscoveryList; v=v2; g=apidiscovery.k8s.io|AGGREGATED",
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList;profile=nopeer"
            + "|AGGREGATED",
        "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList|NEITHER",
        "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"
            + "|LEGACY",
        "application/json;q=0.5,application/json;g=apidiscovery.k8s.io;v=v2;"
            + "as=APIGroupDiscoveryList|AGGREGATED",
        "application/json;q=x|NEITHER",
        ";|NEITHER",
      })
  void theFirstClauseThatCanBeServedDecides(String accept, DiscoveryAccept expected) {
    assertThat(DiscoveryAccept.of(List.of(accept))).isEqualTo(expected);
  }

  @Test
  void whoeverWishesNothingGetsTheLegacyForm() {
    assertThat(DiscoveryAccept.of(List.of())).isEqualTo(DiscoveryAccept.LEGACY);
    assertThat(DiscoveryAccept.of(List.of(""))).isEqualTo(DiscoveryAccept.LEGACY);
  }
}
