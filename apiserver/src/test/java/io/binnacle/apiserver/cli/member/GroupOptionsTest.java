package io.binnacle.apiserver.cli.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.groupclient.RemoteGroup;
import io.binnacle.apiserver.groupclient.RemoteGroup.Reads;
import io.binnacle.apiserver.groupclient.RemoteGroup.RemoteMember;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupOptionsTest {
  private static final Reads READS = new Reads(2, 1);
  private static final RemoteGroup GROUP =
      new RemoteGroup("c1", null, false, List.of(member("d1a", "a"), member("2f", "b")), READS);

  private static RemoteMember member(String id, String name) {
    return new RemoteMember(id, name, "127.0.0.1", 2380, "voter", true, null, READS);
  }

  @Test
  void aMemberIsFoundByItsNameAndByItsId() {
    assertThat(GroupOptions.find(GROUP, "a").memberId()).isEqualTo("d1a");
    assertThat(GroupOptions.find(GROUP, "2f").name()).isEqualTo("b");
    assertThat(GroupOptions.find(GROUP, "2F").name()).isEqualTo("b");
  }

  /** The id of b in decimal, as it was in log lines once. */
  @Test
  void whatIsNeitherIsToldWhatItMayBe() {
    assertThatThrownBy(() -> GroupOptions.find(GROUP, "47"))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("no member 47")
        .hasMessageContaining("a name, or an id in hexadecimal");
  }
}
