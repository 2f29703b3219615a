package io.binnacle.apiserver.registry.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** DEF-41, DEF-43. */
class AddressRangeTest {
  @Test
  void everyAddressButTheFirstComesOnceAndTheLowerOnesComeLast() {
    AddressRange range = AddressRange.parse("10.96.0.0/24");
    List<String> all = new ArrayList<>();
    range.candidates(1234567).forEachRemaining(all::add);
    assertThat(all).hasSize(253).doesNotHaveDuplicates().doesNotContain(range.firstAddress());
    assertThat(all.subList(238, 253)).contains("10.96.0.2", "10.96.0.16");
    assertThat(all).allMatch(range::contains);
  }

  @Test
  void onlyAddressesInsideAreContained() {
    AddressRange range = AddressRange.parse("10.96.0.0/16");
    assertThat(range.firstAddress()).isEqualTo("10.96.0.1");
    assertThat(range.contains("10.96.255.254")).isTrue();
    for (String outside :
        new String[] {"10.96.0.0", "10.96.255.255", "10.97.0.1", "fd00::1", "example.com", ""}) {
      assertThat(range.contains(outside)).as(outside).isFalse();
    }
  }

  @Test
  void aRangeOfIpv6IsWalkedInPart() {
    AddressRange range = AddressRange.parse("fd00::/108");
    assertThat(range.isIpv6()).isTrue();
    assertThat(range.contains(range.candidates(-5).next())).isTrue();
  }

  @Test
  void whatIsNoRangeIsRefused() {
    for (String wrong : new String[] {"10.96.0.0", "x/24", "10.96.0.0/31", "10.96.0.0/99"}) {
      assertThatThrownBy(() -> AddressRange.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
