package io.binnacle.apiserver.negotiation;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.Headers;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.status.StatusException;
import org.jspecify.annotations.Nullable;

/** The form of an error: that of the answer it stands for (NEG-09). */
public final class ErrorForm {
  private static final int FIRST_ERROR_CODE = 400;

  private ErrorForm() {}

  /** The same reply, or its Status in protobuf where the client asked for that. */
  public static ApiReply of(Headers asked, ApiReply reply) {
    boolean isStatus =
        reply.statusCode() >= FIRST_ERROR_CODE
            && reply instanceof ApiReply.Whole
            && "application/json".equals(reply.headers().first("Content-Type"));
    if (!isStatus || !wantsProtobuf(asked.first("Accept"))) {
      return reply;
    }
    ApiReply.Whole whole = (ApiReply.Whole) reply;
    return new ApiReply.Whole(
        whole.statusCode(),
        whole.headers().replaced("Content-Type", Representation.Form.PROTOBUF.mediaType()),
        Bytes.wrap(Trees.parse(whole.body().toArray()).toProtobuf()));
  }

  private static boolean wantsProtobuf(@Nullable String accept) {
    try {
      return AcceptHeader.choose(accept, AcceptHeader.Target.OBJECT, true).form()
          == Representation.Form.PROTOBUF;
    } catch (StatusException nothingIsAcceptable) {
      return false;
    }
  }
}
