package io.binnacle.bench.commits.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.bench.grpc.PutServer;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.driver.ConsensusMember;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One member in a process of its own: consensus, its log on the disk, and puts over gRPC. */
@Command(
    name = "consensus-member",
    hidden = true,
    description = "One member of 'bench consensus'. Ends with its input.")
public final class MemberCommand implements Callable<Integer> {
  @Option(names = "--directory", required = true)
  private Path directory = Path.of("");

  @Option(names = "--name", required = true)
  private String name = "";

  @Option(names = "--peer-ports", required = true, split = ",")
  private List<Integer> peerPorts = List.of();

  @Option(names = "--client-port", required = true)
  private int clientPort;

  /** Made by the command line. */
  public MemberCommand() {}

  @Override
  public Integer call() throws IOException {
    try (ConsensusMember<Long> member =
            MemberStart.start(directory, name, MemberStart.addresses(peerPorts));
        PutServer _ =
            PutServer.listen(
                clientPort,
                value ->
                    member
                        .propose(Bytes.wrap(value))
                        .thenApply(outcome -> outcome instanceof ProposalOutcome.Applied<Long>))) {
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      while (in.readLine() != null) {
        System.out.println(member.status().role().name().toLowerCase(Locale.ROOT));
      }
    }
    return 0;
  }
}
