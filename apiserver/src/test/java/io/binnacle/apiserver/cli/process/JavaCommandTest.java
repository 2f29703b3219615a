package io.binnacle.apiserver.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The processes that are started have nothing to say of their own libraries. */
class JavaCommandTest {
  private static final String FLAG = "--sun-misc-unsafe-memory-access=allow";

  /** Stands in for the program: it writes a number with protobuf, as every start does. */
  static final class UsesProtobuf {
    private UsesProtobuf() {}

    public static void main(String[] arguments) throws IOException {
      CodedOutputStream output = CodedOutputStream.newInstance(new byte[16]);
      output.writeInt64NoTag(arguments.length);
      output.flush();
    }
  }

  private static String said(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var output = process.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
      return said;
    }
  }

  @Test
  void theJvmDoesNotComplainOfProtobuf() throws Exception {
    List<String> command = new ArrayList<>(JavaCommand.small(List.of("x")));
    command.replaceAll(
        each ->
            each.equals("io.binnacle.apiserver.cli.Binnacle")
                ? UsesProtobuf.class.getName()
                : each);
    assertThat(said(command)).isEmpty();
    assertThat(JavaCommand.server("64m", List.of())).contains(FLAG);

    // Once it has nothing to complain of, the flag can go.
    command.remove(FLAG);
    assertThat(said(command)).contains("sun.misc.Unsafe");
  }
}
