package io.binnacle.apiserver.health;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.consensus.base.Bytes;
import java.util.function.Supplier;

/** {@code /version}, the list of paths at {@code /}, and the status document of the replica. */
public final class ServerDocuments {
  /** Its readers need a right to it that only administrators have. */
  public static final String STATUS_PATH = "/binnacle/v1/status";

  private final Bytes version;
  private final Supplier<ServerStatus> status;
  private final Supplier<Bytes> paths;

  /**
   * @param version the document of /version
   * @param paths the document of /
   */
  public ServerDocuments(Bytes version, Supplier<Bytes> paths, Supplier<ServerStatus> status) {
    this.version = version;
    this.paths = paths;
    this.status = status;
  }

  public ApiReply handle(String path) {
    return switch (path) {
      case "/", "/index.html" -> Replies.document(paths.get());
      case "/version" -> Replies.document(version);
      case STATUS_PATH -> Replies.document(status.get().toJson());
      default -> Replies.pageNotFound();
    };
  }
}
