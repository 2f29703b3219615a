package io.binnacle.apiserver.openapi;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The whole API in the older version, in both its forms: both are made at once, and kept. */
final class SwaggerDocuments {
  private final List<String> paths;
  private final String version;
  private final Mono<Made> made;

  /**
   * @param hash upper-case hexadecimal SHA-512 of the document
   */
  record Tagged(KeptDocument document, String hash) {
    static Tagged of(byte[] document) {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-512").digest(document);
        return new Tagged(
            KeptDocument.of(document), HexFormat.of().withUpperCase().formatHex(digest));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-512", e);
      }
    }
  }

  record Made(Tagged json, Tagged protobuf) {
    Tagged in(DocumentForm form) {
      return form == DocumentForm.JSON ? json : protobuf;
    }
  }

  /**
   * @param paths of the documents it is made of, as their index has them
   */
  SwaggerDocuments(List<String> paths, String version, Scheduler makers) {
    this.paths = paths;
    this.version = version;
    this.made = MadeOnce.of(this::make, makers);
  }

  Mono<Made> made() {
    return made;
  }

  private Made make() {
    SwaggerDocument document = new SwaggerDocument();
    for (String path : paths) {
      document.add(GroupDocument.read(path));
    }
    Tagged protobuf = Tagged.of(document.protobuf(version));
    return new Made(Tagged.of(document.json(version)), protobuf);
  }
}
