package io.binnacle.apiserver.cli.certs;

import io.binnacle.apiserver.cli.cluster.CertificateFolder;
import io.binnacle.apiserver.cli.cluster.ClusterException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code binnacle certs init}. */
@Command(
    name = "init",
    description = {
      "Make an authority, a certificate for each member, the administrator's and a kubeconfig.",
      "Files: ca.crt, ca.key, NAME.crt and NAME.key for each member (for --tls-cert-file and"
          + " --peer-cert-file alike), admin.crt, admin.key, kubeconfig. What is there already is"
          + " kept. With --into-secret everything goes into one Secret of the Kubernetes cluster this"
          + " runs in, unless that Secret exists."
    })
final class CertsInitCommand implements Callable<Integer> {
  private static final String IN_CLUSTER = "/var/run/secrets/kubernetes.io/serviceaccount/";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--members",
      paramLabel = "NAME",
      split = ",",
      required = true,
      description = "The members' names, as in --initial-cluster.")
  private List<String> members = List.of();

  @Option(
      names = "--hosts",
      paramLabel = "HOST",
      split = ",",
      description =
          "Names and addresses that clients and members reach the members by; wildcards are allowed."
              + " 127.0.0.1 and localhost are always in.")
  private List<String> hosts = List.of();

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "https://127.0.0.1:6443",
      description = "The address in the kubeconfig. Default: ${DEFAULT-VALUE}.")
  private URI server = URI.create("https://127.0.0.1:6443");

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description = "Where the files go. Default: pki.")
  private @Nullable Path outputDirectory;

  @Option(
      names = "--into-secret",
      paramLabel = "NAMESPACE/NAME",
      description = "Write a Secret instead of files.")
  private @Nullable String secret;

  @Option(
      names = "--kube-api-server",
      paramLabel = "URL",
      description = "For --into-secret. Default: the cluster this pod runs in.")
  private @Nullable URI apiServer;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = IN_CLUSTER + "token",
      description = "For --into-secret. Default: the pod's token.")
  private Path tokenFile = Path.of(IN_CLUSTER, "token");

  @Option(
      names = "--certificate-authority",
      paramLabel = "FILE",
      defaultValue = IN_CLUSTER + "ca.crt",
      description = "For --into-secret. Default: the pod's authority.")
  private Path certificateAuthority = Path.of(IN_CLUSTER, "ca.crt");

  @Override
  public Integer call() throws InterruptedException {
    for (String each : members) {
      if (!each.matches("[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?")) {
        throw new ParameterException(
            spec.commandLine(), "'" + each + "' is not a name of a member");
      }
    }
    if (secret != null && outputDirectory != null) {
      throw new ParameterException(
          spec.commandLine(), "--into-secret and --output-dir exclude each other");
    }
    try {
      if (secret != null) {
        intoSecret(secret);
      } else {
        Path folder = outputDirectory == null ? Path.of("pki") : outputDirectory;
        make(folder);
        out().println("Certificates of " + members.size() + " members are in " + folder);
      }
      return 0;
    } catch (IOException e) {
      throw new ClusterException("cannot write certificates: " + e.getMessage(), e);
    }
  }

  private void make(Path folder) throws IOException {
    CertificateFolder certificates = CertificateFolder.open(folder, "binnacle", Clock.systemUTC());
    List<String> allHosts = new ArrayList<>(hosts);
    for (String local : List.of("127.0.0.1", "::1", "localhost")) {
      if (!allHosts.contains(local)) {
        allHosts.add(local);
      }
    }
    for (String each : members) {
      List<String> withName = new ArrayList<>(allHosts);
      withName.add(each);
      certificates.ensureMember(each, withName);
    }
    certificates.ensureAdmin(folder.resolve("kubeconfig"), server.toString());
  }

  private void intoSecret(String place) throws IOException, InterruptedException {
    String[] parts = place.split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--into-secret is NAMESPACE/NAME");
    }
    SecretWriter writer =
        new SecretWriter(
            apiServer == null ? inClusterServer() : apiServer,
            Files.readString(tokenFile).strip(),
            certificateAuthority);
    if (writer.exists(parts[0], parts[1])) {
      out().println("Secret " + place + " exists: it is left as it is");
      return;
    }
    Path scratch = Files.createTempDirectory("binnacle-certs");
    try {
      make(scratch);
      boolean made = writer.create(parts[0], parts[1], contents(scratch));
      out().println("Secret " + place + (made ? " is made" : " was made by somebody else"));
    } finally {
      try (Stream<Path> files = Files.walk(scratch)) {
        for (Path each : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        contents.put(each.getFileName().toString(), Files.readString(each));
      }
    }
    return contents;
  }

  private URI inClusterServer() {
    String host = System.getenv("KUBERNETES_SERVICE_HOST");
    String port = System.getenv("KUBERNETES_SERVICE_PORT");
    if (host == null || port == null) {
      throw new ParameterException(
          spec.commandLine(), "--into-secret outside of a pod needs --kube-api-server");
    }
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("https://" + literal + ":" + port);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
