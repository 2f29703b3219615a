package io.binnacle.apiserver.negotiation;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.Headers;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.convert.wire.cbor.CborForm;
import io.binnacle.manifests.status.StatusException;
import org.jspecify.annotations.Nullable;

/** The form of an error: that of the answer it stands for (NEG-09). */
public final class ErrorForm {
  private static final int FIRST_ERROR_CODE = 400;

  private ErrorForm() {}

  /** The same reply, or its Status in protobuf or CBOR where the client asked for that. */
  public static ApiReply of(Headers asked, ApiReply reply) {
    boolean isStatus =
        reply.statusCode() >= FIRST_ERROR_CODE
            && reply instanceof ApiReply.Whole
            && "application/json".equals(reply.headers().first("Content-Type"));
    if (!isStatus || !mayWantBinary(asked.first("Accept"))) {
      return reply;
    }
    ApiReply.Whole whole = (ApiReply.Whole) reply;
    Representation.Form form = wanted(asked.first("Accept"));
    return switch (form) {
      case JSON, YAML -> reply;
      case PROTOBUF -> in(form, whole, Trees.parse(whole.body().toArray()).toProtobuf());
      case CBOR -> in(form, whole, CborForm.document(Trees.parse(whole.body().toArray())));
    };
  }

  private static ApiReply in(Representation.Form form, ApiReply.Whole reply, byte[] body) {
    return new ApiReply.Whole(
        reply.statusCode(),
        reply.headers().replaced("Content-Type", form.mediaType()),
        Bytes.wrap(body));
  }

  private static boolean mayWantBinary(@Nullable String accept) {
    return accept != null && (accept.contains("protobuf") || accept.contains("cbor"));
  }

  private static Representation.Form wanted(@Nullable String accept) {
    try {
      return AcceptHeader.choose(accept, AcceptHeader.Target.OBJECT, AcceptHeader.Offer.ALL).form();
    } catch (StatusException nothingIsAcceptable) {
      return Representation.Form.JSON;
    }
  }
}
