package io.binnacle.tidy.bad.pure;

import java.nio.file.Files;
import java.nio.file.Path;

/** Breaks rule 2: touches the file system. */
final class FileToucher {
  private FileToucher() {}

  static boolean exists(String name) {
    return Files.exists(Path.of(name));
  }
}
