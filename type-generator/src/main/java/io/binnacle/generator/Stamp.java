package io.binnacle.generator;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Remembers what the last run was made from, so that nothing is made twice. */
final class Stamp {
  private final Path file;
  private final String inputs;

  private Stamp(Path file, String inputs) {
    this.file = file;
    this.inputs = inputs;
  }

  static Stamp of(Path definitions, Path sources, Path output) throws IOException {
    StringBuilder inputs = new StringBuilder();
    try (Stream<Path> files = Files.list(definitions)) {
      for (Path each : files.sorted().toList()) {
        inputs.append(each.getFileName()).append(' ').append(checksum(each)).append('\n');
      }
    }
    try (Stream<Path> files = Files.list(sources)) {
      for (Path each : files.sorted().toList()) {
        inputs.append(each.getFileName()).append(' ').append(Files.size(each)).append('\n');
      }
    }
    inputs.append("program ").append(checksumOfProgram()).append('\n');
    return new Stamp(output.resolve("made-from.txt"), inputs.toString());
  }

  boolean upToDate() throws IOException {
    return Files.exists(file) && Files.readString(file).equals(inputs);
  }

  void write() throws IOException {
    Files.writeString(file, inputs);
  }

  /** Of the classes in a folder or of the jar that this class was loaded from. */
  private static String checksumOfProgram() throws IOException {
    Path home;
    try {
      home = Path.of(Stamp.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("the program does not know where it is", e);
    }
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
        all.append(checksum(each)).append(' ');
      }
    }
    return all.toString().strip();
  }

  private static String checksum(Path file) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(Files.readAllBytes(file));
    return Long.toHexString(checksum.getValue());
  }
}
