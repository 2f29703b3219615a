package io.binnacle.consensus.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** FAULT-07: what each start writes needs no room on a disk that has become full. */
class StartOnFullDiskTest {
  @Test
  void theCounterGrowsInTheRoomThatTheStartBeforeHasPrepared() throws IOException {
    CrashDisk disk = new CrashDisk();
    assertThat(DurableCounter.increment(disk, "incarnation")).isEqualTo(1);
    disk.setFull(true);
    assertThat(DurableCounter.increment(disk, "incarnation")).isEqualTo(2);
    disk.setFull(false);
    assertThat(DurableCounter.increment(disk, "incarnation")).isEqualTo(3);
  }

  @Test
  void aCounterWithoutRoomSaysWhatToDoAndKeepsItsValue() throws IOException {
    CrashDisk disk = new CrashDisk();
    DurableCounter.increment(disk, "incarnation");
    disk.delete("incarnation.tmp");
    disk.setFull(true);
    assertThatThrownBy(() -> DurableCounter.increment(disk, "incarnation"))
        .isInstanceOf(DiskFullException.class)
        .hasMessageContaining("free some room");
    disk.setFull(false);
    assertThat(DurableCounter.increment(disk, "incarnation")).isEqualTo(2);
  }

  /** Whatever is written to this device finds no room. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theDirectoryIsLockedWithoutRoomForTheProcessId(@TempDir Path directory) throws IOException {
    Files.createSymbolicLink(directory.resolve("lock"), Path.of("/dev/full"));
    FileDisk disk = FileDisk.at(directory);
    try (Disk.DiskLock held = disk.lock("lock")) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> disk.lock("lock")).isInstanceOf(DiskLockedException.class);
    }
  }
}
