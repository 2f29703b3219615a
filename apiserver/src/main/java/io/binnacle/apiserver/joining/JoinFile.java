package io.binnacle.apiserver.joining;

import io.binnacle.apiserver.certificates.PrivateFiles;
import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.base.HexadecimalId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a member that joined a group keeps in {@code DATA-DIR/join.json}, so that it starts again as
 * the same member: written before the group hears of it, since an id is good for one disk only.
 *
 * @param self with the id it took
 * @param others the group at that time
 * @param settled whether it has become a voter once; from then on its standing is the group's
 *     affair
 */
public record JoinFile(
    long clusterId,
    ConsensusConfig.Member self,
    List<ConsensusConfig.Member> others,
    boolean settled) {
  private static final int FORMAT_VERSION = 1;
  private static final int HEXADECIMAL = 16;

  public JoinFile {
    others = List.copyOf(others);
  }

  private static Path in(Path dataDirectory) {
    return dataDirectory.resolve("join.json");
  }

  /** Null where there is no such file. */
  public static @Nullable JoinFile read(Path dataDirectory) throws IOException {
    Path file = in(dataDirectory);
    if (!Files.exists(file)) {
      return null;
    }
    try {
      JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
      if (root.path("formatVersion").asInt(0) != FORMAT_VERSION) {
        throw new IOException(file + " has a format version that this program does not know");
      }
      List<ConsensusConfig.Member> others = new ArrayList<>();
      for (JsonNode each : root.path("others")) {
        others.add(member(each));
      }
      return new JoinFile(
          id(root, "clusterId"),
          member(root.path("self")),
          others,
          root.path("settled").asBoolean(false));
    } catch (JacksonException | NumberFormatException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  void write(Path dataDirectory) throws IOException {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put("formatVersion", FORMAT_VERSION);
    root.put("clusterId", HexadecimalId.of(clusterId));
    write(self, root.putObject("self"));
    var list = root.putArray("others");
    others.forEach(each -> write(each, list.addObject()));
    root.put("settled", settled);
    PrivateFiles.createDirectory(dataDirectory);
    PrivateFiles.write(in(dataDirectory), root.toPrettyString() + "\n");
  }

  /** The member belongs to another group now. */
  static void forget(Path dataDirectory) throws IOException {
    Files.deleteIfExists(in(dataDirectory));
  }

  JoinFile whenSettled() {
    return new JoinFile(clusterId, self, others, true);
  }

  public ConsensusConfig.Group group() {
    return ConsensusConfig.Group.joining(clusterId, self, others);
  }

  private static void write(ConsensusConfig.Member member, ObjectNode into) {
    into.put("memberId", HexadecimalId.of(member.memberId()));
    into.put("name", member.name());
    into.put("host", member.host());
    into.put("port", member.port());
  }

  private static ConsensusConfig.Member member(JsonNode from) {
    return new ConsensusConfig.Member(
        id(from, "memberId"),
        from.path("name").asString(""),
        from.path("host").asString(""),
        from.path("port").asInt(0));
  }

  private static long id(JsonNode from, String field) {
    return Long.parseUnsignedLong(from.path(field).asString(""), HEXADECIMAL);
  }
}
