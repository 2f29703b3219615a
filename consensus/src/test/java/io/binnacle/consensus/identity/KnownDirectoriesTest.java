package io.binnacle.consensus.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.disk.DataRefusedException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The directory of each member, remembered. */
class KnownDirectoriesTest {
  private final CrashDisk disk = new CrashDisk();

  @Test
  void aDirectoryKeepsItsNumber() throws IOException {
    long own = load(41).own();
    assertThat(own).isEqualTo(41);
    assertThat(load(99).own()).isEqualTo(own);
  }

  @Test
  void theFirstDirectoryOfAMemberIsRememberedAndNoOtherIsTaken() throws IOException {
    KnownDirectories known = load(1);
    assertThat(known.admit(7, 100)).isTrue();
    assertThat(known.admit(7, 100)).isTrue();
    assertThat(known.admit(7, 101)).isFalse();
    assertThat(known.admit(8, 101)).isTrue();
    KnownDirectories afterAStart = load(1);
    assertThat(afterAStart.admit(7, 101)).isFalse();
    assertThat(afterAStart.admit(7, 100)).isTrue();
  }

  /** The program of the version before says nothing; the one that takes its place does. */
  @Test
  void whoSaysNothingIsTakenUntilADirectoryWasSeen() throws IOException {
    KnownDirectories known = load(1);
    assertThat(known.admit(7, KnownDirectories.UNSAID)).isTrue();
    assertThat(known.admit(7, 100)).isTrue();
    assertThat(known.admit(7, KnownDirectories.UNSAID)).isFalse();
  }

  @Test
  void whomTheGroupRemovedIsForgotten() throws IOException {
    KnownDirectories known = load(1);
    known.admit(7, 100);
    known.admit(8, 101);
    known.forget(List.of(7L));
    KnownDirectories afterAStart = load(1);
    assertThat(afterAStart.admit(7, 5)).isTrue();
    assertThat(afterAStart.admit(8, 5)).isFalse();
  }

  @Test
  void aFlippedBitIsDamage() throws IOException {
    load(1).admit(7, 100);
    disk.flip("directories", 30);
    assertThatThrownBy(() -> load(1))
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining("directories");
  }

  private KnownDirectories load(long chance) throws IOException {
    return KnownDirectories.load(disk, () -> chance);
  }
}
