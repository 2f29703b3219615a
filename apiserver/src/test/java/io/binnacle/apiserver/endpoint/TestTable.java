package io.binnacle.apiserver.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Reads the tables of cases among the test resources. */
public final class TestTable {
  private TestTable() {}

  /**
   * The whole text of a table.
   *
   * @param name from the root of the resources, such as {@code /requests/bounds.txt}
   */
  public static String read(String name) {
    try (InputStream table = TestTable.class.getResourceAsStream(name)) {
      byte[] text = Objects.requireNonNull(table, name).readAllBytes();
      return new String(text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
