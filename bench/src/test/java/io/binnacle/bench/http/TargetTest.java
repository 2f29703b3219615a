package io.binnacle.bench.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTest {
  @TempDir private Path folder;

  @Test
  void aKubeconfigGivesAddressAndIdentity() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            clusters:
            - name: a
              cluster:
                server: https://127.0.0.1:6443
                certificate-authority-data: %s
            users:
            - name: admin
              user:
                client-certificate-data: %s
                client-key-data: %s
            """
                .formatted(base64("authority"), base64("certificate"), base64("key")));
    Target target = Target.ofKubeconfig(file, null);
    assertThat(target)
        .isEqualTo(
            new Target(
                URI.create("https://127.0.0.1:6443"), null, "certificate", "key", "authority"));
    assertThat(Target.ofKubeconfig(file, URI.create("https://127.0.0.1:1")).port()).isEqualTo(1);
  }

  @Test
  void aFileWithoutAServerIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("kubeconfig"), "apiVersion: v1\n");
    assertThatThrownBy(() -> Target.ofKubeconfig(file, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no server");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
