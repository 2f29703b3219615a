package io.binnacle.apiserver.openapi;

import io.binnacle.manifests.convert.wire.openapi.OpenApiWriter;
import io.binnacle.manifests.type.OpenApiDocuments;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The document of one group and version, read or made when somebody first asks, and kept. */
final class GroupDocument {
  private final OpenApiDocuments.Entry entry;
  private final Mono<KeptDocument> json;
  private final Mono<KeptDocument> protobuf;

  GroupDocument(OpenApiDocuments.Entry entry, Scheduler makers) {
    this.entry = entry;
    this.json = MadeOnce.of(() -> KeptDocument.of(read(entry.path())), makers);
    this.protobuf =
        MadeOnce.of(() -> KeptDocument.of(OpenApiWriter.write(read(entry.path()))), makers);
  }

  OpenApiDocuments.Entry entry() {
    return entry;
  }

  Mono<KeptDocument> in(DocumentForm form) {
    return form == DocumentForm.JSON ? json : protobuf;
  }

  static byte[] read(String path) {
    byte[] bytes = OpenApiDocuments.document(path);
    if (bytes == null) {
      throw new IllegalStateException("the index names a document that is not there: " + path);
    }
    return bytes;
  }
}
