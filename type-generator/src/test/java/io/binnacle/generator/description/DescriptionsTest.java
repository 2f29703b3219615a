package io.binnacle.generator.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptionsTest {
  /** Stands for a class of the model: what counts are its comments. */
  static final class Sample {}

  private static final String KIND = "io.k8s.api.test.v1.Sample";

  /** Messages as the generator of their classes writes them. */
  private static final String MESSAGES =
      """
      public final class V1 {
        public interface SampleOrBuilder extends
            // @@protoc_insertion_point(interface_extends:k8s.io.api.test.v1.Sample)
            com.google.protobuf.MessageOrBuilder {
          /**
           * <pre>
           * Which pods: &lt;all&gt; of
           * them.
           * For example:
           *   app=web
           * +optional
           * ---
           * Not for users.
           * </pre>
           *
           * <code>optional .k8s.io.api.test.v1.Selector selector = 2;</code>
           */
          boolean hasSelector();
          /**
           * <code>optional .k8s.io.api.test.v1.Common common = 3;</code>
           */
          boolean hasCommon();
        }
        /**
         * Protobuf type {@code k8s.io.api.test.v1.Sample}
         */
        public  static final class Sample {}
        public interface CommonOrBuilder extends
            // @@protoc_insertion_point(interface_extends:k8s.io.api.test.v1.Common)
            com.google.protobuf.MessageOrBuilder {
          /**
           * <pre>
           * What it runs.
           * </pre>
           *
           * <code>map&lt;string, string&gt; Image = 1;</code>
           */
          int getImageCount();
        }
        /**
         * <pre>
         * What many have.
         * </pre>
         *
         * Protobuf type {@code k8s.io.api.test.v1.Common}
         */
        public  static final class Common {}
      }
      """;

  @Test
  void commentsOfClassesAndGettersAreFound(@TempDir Path folder) throws Exception {
    String source =
        """
        package io.binnacle.generator.description;
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
    Path jar =
        jar(
            folder,
            Map.of("io/binnacle/generator/description/DescriptionsTest$Sample.java", source));

    Descriptions descriptions =
        Descriptions.read(List.of(jar), Map.of(KIND, Sample.class, "not.There", Void.class));

    assertThat(descriptions.ofKind(KIND)).contains("A sample of \ntwo lines.");
    assertThat(descriptions.ofField(KIND, "size", Set.of("size"))).contains("How large: <10 * 2.");
    assertThat(descriptions.ofField(KIND, "nothing", Set.of("nothing"))).isEmpty();
    assertThat(descriptions.size()).isEqualTo(2);
  }

  /**
   * The model repeats what is said of the kind at fields that refer to others; the messages say
   * something of their own, and of fields that are embedded there.
   */
  @Test
  void whatTheModelDoesNotSayTheMessagesDo(@TempDir Path folder) throws Exception {
    String model =
        """
        package io.binnacle.generator.description;
        /** A sample. */
        public class DescriptionsTest$Sample {
          /** A sample. */
          @JsonProperty("selector") public Selector getSelector() { return null; }
        }
        """;
    Path jar =
        jar(
            folder,
            Map.of(
                "io/binnacle/generator/description/DescriptionsTest$Sample.java", model,
                "io/kubernetes/client/proto/V1.java", MESSAGES));

    Descriptions descriptions = Descriptions.read(List.of(jar), Map.of(KIND, Sample.class));

    Set<String> fields = Set.of("selector", "image");
    assertThat(descriptions.ofField(KIND, "selector", fields))
        .contains("Which pods: <all> of them. For example:\n  app=web");
    assertThat(descriptions.ofField(KIND, "image", fields)).contains("What it runs.");
    assertThat(descriptions.ofField(KIND, "unknown", fields)).isEmpty();
    assertThat(descriptions.ofKind("io.k8s.api.test.v1.Common")).contains("What many have.");
  }

  private static Path jar(Path folder, Map<String, String> entries) throws IOException {
    Path jar = folder.resolve("sources.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }
}
