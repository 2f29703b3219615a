package io.binnacle.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptionsTest {
  /** Stands for a class of the model: what counts are its comments. */
  static final class Sample {}

  @Test
  void commentsOfClassesAndGettersAreFound(@TempDir Path folder) throws Exception {
    String source =
        """
        package io.binnacle.generator;
        /**
         * A sample of <br><p>two lines.
         */
        public class DescriptionsTest$Sample {
          /** Not of a getter. */
          @JsonProperty("size") public void setSize(int size) {}
          /** How large: &lt;10 &#42; 2. */
          @JsonProperty("size") public int getSize() { return 1; }
          public int getNothing() { return 1; }
        }
        """;
    Path jar = folder.resolve("sources.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("io/binnacle/generator/DescriptionsTest$Sample.java"));
      out.write(source.getBytes(StandardCharsets.UTF_8));
    }

    Descriptions descriptions =
        Descriptions.read(List.of(jar), Set.of(Sample.class.getName(), "not.There"));

    assertThat(descriptions.ofKind(Sample.class)).contains("A sample of \ntwo lines.");
    assertThat(descriptions.ofField(Sample.class, "size")).contains("How large: <10 * 2.");
    assertThat(descriptions.ofField(Sample.class, "nothing")).isEmpty();
    assertThat(descriptions.size()).isEqualTo(2);
  }
}
