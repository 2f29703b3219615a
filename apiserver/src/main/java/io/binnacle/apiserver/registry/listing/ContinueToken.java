package io.binnacle.apiserver.registry.listing;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Where a list goes on (LIST-03).
 *
 * @param revision of the first page; -1 for the newest, where the first one's is forgotten
 * @param start behind the prefix of the type, including its first character that is not wanted
 */
record ContinueToken(long revision, String start) {
  static final long NEWEST = -1;

  private static final String VERSION = "meta.k8s.io/v1";

  /** A key has at most a namespace and a name, so no honest token comes near this. */
  private static final int TOKEN_LENGTH_MAX = 4096;

  static ContinueToken behind(long revision, String lastRelativeKey) {
    return new ContinueToken(revision, lastRelativeKey + "\0");
  }

  String encode() {
    Manifest token =
        Manifest.empty()
            .edit(
                editor ->
                    editor
                        .setText(VERSION, "v")
                        .setInteger(revision, "rv")
                        .setText(start, "start"));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.toJson());
  }

  static ContinueToken decode(String text) {
    if (text.length() > TOKEN_LENGTH_MAX) {
      throw malformed("it is too long");
    }
    Manifest token;
    try {
      token = Manifest.parseJson(Base64.getUrlDecoder().decode(text), DecodeLimits.standard());
    } catch (IllegalArgumentException | MalformedManifestException e) {
      throw malformed("it is not one of this server");
    }
    Long revision = token.integer("rv");
    String start = token.textOrEmpty("start");
    if (!token.textOrEmpty("v").equals(VERSION) || revision == null || revision < NEWEST) {
      throw malformed("it is of another version");
    }
    if (revision == 0 || start.isEmpty() || hasPathTraversal(start)) {
      throw malformed("its start is not valid");
    }
    return new ContinueToken(revision, start);
  }

  private static boolean hasPathTraversal(String start) {
    return start.startsWith("/") || Arrays.asList(start.split("/")).contains("..");
  }

  private static StatusException malformed(String why) {
    return new StatusException(Status.badRequest("invalid continue token: " + why));
  }
}
