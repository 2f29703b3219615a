package io.binnacle.consensus.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.disk.DamageMark;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.DataRefusedException.Reason;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
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

  /** Design D3: what it knew, and which directory it is, nobody can say any more. */
  @Test
  void aFlippedBitMarksTheDirectoryAsDamagedForGood() throws IOException {
    load(1).admit(7, 100);
    DamageMark.requireAbsent(disk);
    disk.flip("directories", 30);
    assertThatThrownBy(() -> load(1))
        .isInstanceOfSatisfying(
            DataRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.DAMAGED))
        .hasMessageContaining(disk.describe() + " is damaged: directories: its checksum is wrong")
        .hasMessageContaining("let it join as a new member");
    disk.flip("directories", 30);
    assertThatThrownBy(() -> DamageMark.requireAbsent(disk))
        .hasMessageContaining("was found damaged before: directories: its checksum is wrong");
  }

  /** WAL-23: a later program may put other things into it. */
  @Test
  void aLaterFormatIsNoDamage() throws IOException {
    load(1);
    ByteBuffer later = ByteBuffer.allocate(40);
    later.putLong(0x424E_434C_4449_520AL).putInt(2).putInt(0).putLong(9).putLong(9).putInt(9);
    CRC32C checksum = new CRC32C();
    checksum.update(later.slice(0, 36));
    later.putInt((int) checksum.getValue()).flip();
    disk.delete("directories");
    try (DiskFile file = disk.open("directories", Disk.OpenMode.CREATE_NEW)) {
      file.write(later, 0);
    }
    assertThatThrownBy(() -> load(1))
        .isInstanceOfSatisfying(
            DataRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.UNKNOWN_VERSION))
        .hasMessageStartingWith(disk.describe() + "/directories: ");
    DamageMark.requireAbsent(disk);
  }

  private KnownDirectories load(long chance) throws IOException {
    return KnownDirectories.load(disk, () -> chance);
  }
}
