package io.binnacle.apiserver.health;

import io.binnacle.consensus.base.Bytes;
import java.util.Locale;

/** The document of /version (HLTH-01): the release whose API is served. */
public final class KubernetesVersion {
  public static final String MINOR = "36";

  private KubernetesVersion() {}

  /** Release and build in one word that is a semantic version. */
  public static String gitVersion() {
    String own = KubernetesVersion.class.getPackage().getImplementationVersion();
    return "v1."
        + MINOR
        + ".0+binnacle."
        + (own == null ? "dev" : own.replaceAll("[^0-9A-Za-z.-]", "-"));
  }

  public static Bytes document() {
    String text =
        """
        {
          "major": "1",
          "minor": "%1$s",
          "emulationMajor": "1",
          "emulationMinor": "%1$s",
          "minCompatibilityMajor": "1",
          "minCompatibilityMinor": "%1$s",
          "gitVersion": "%2$s",
          "gitCommit": "",
          "gitTreeState": "clean",
          "buildDate": "1970-01-01T00:00:00Z",
          "goVersion": "java %3$s",
          "compiler": "hotspot",
          "platform": "%4$s/%5$s"
        }
        """
            .formatted(
                MINOR,
                gitVersion(),
                Runtime.version().feature(),
                System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT),
                System.getProperty("os.arch", "unknown"));
    return Bytes.ofUtf8(text);
  }
}
