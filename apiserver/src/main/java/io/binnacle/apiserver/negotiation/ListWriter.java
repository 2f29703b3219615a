package io.binnacle.apiserver.negotiation;

import io.binnacle.apiserver.registry.listing.ListPage;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.ReplyWriter;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.consensus.base.Bytes;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/**
 * Writes lists chunk by chunk, as fast as the client takes them, with constant memory: the page is
 * a view that does not change (NEG-18).
 */
public final class ListWriter {
  private static final int SMALL_BYTES = 4 * 1024;

  private ListWriter() {}

  public static ApiReply write(ObjectViews views, ListPage page, EncodedObjects encoded) {
    if (isWrittenWhole(views.representation())) {
      return whole(views, page, encoded);
    }
    Progress first = new Progress(ListForm.of(views, page, encoded), page);
    Bytes chunk = first.next();
    if (first.isDone()) {
      return ReplyWriter.ok(views.contentType(), chunk);
    }
    // The chunk that was made to see whether the list is short starts the stream.
    Flux<Bytes> rest =
        Flux.generate(
            () -> first,
            (Progress progress, SynchronousSink<Bytes> sink) -> {
              if (progress.isDone()) {
                sink.complete();
              } else {
                sink.next(progress.next());
              }
              return progress;
            });
    return ReplyWriter.document(views.contentType(), Flux.just(chunk).concatWith(rest));
  }

  /**
   * YAML has sorted names, so the whole list is there before its first line. The rows of a Table
   * are made as JSON, whatever they become.
   */
  private static boolean isWrittenWhole(Representation representation) {
    return switch (representation.form()) {
      case YAML -> true;
      case CBOR -> representation.view() == Representation.View.TABLE;
      case JSON, PROTOBUF -> false;
    };
  }

  private static ApiReply whole(ObjectViews views, ListPage page, EncodedObjects encoded) {
    Progress progress = new Progress(ListForm.of(views, page, encoded), page);
    ChunkBuffer json = new ChunkBuffer(ChunkBuffer.CHUNK_BYTES);
    while (!progress.isDone()) {
      json.append(progress.next());
    }
    return ReplyWriter.ok(views.contentType(), views.write(Trees.parse(json.take(0).toArray())));
  }

  /** How far a list has been written. Used by one subscriber, so by one thread at a time. */
  private static final class Progress {
    private final ListForm form;
    private final Iterator<StoredObject> objects;
    private byte @Nullable [] head;
    private boolean firstItem = true;
    private boolean done;

    Progress(ListForm form, ListPage page) {
      this.form = form;
      this.objects = page.iterator();
      this.head = form.head(page);
    }

    boolean isDone() {
      return done;
    }

    Bytes next() {
      byte[] before = head;
      ChunkBuffer out =
          new ChunkBuffer(before == null ? ChunkBuffer.CHUNK_BYTES + SMALL_BYTES : SMALL_BYTES);
      if (before != null) {
        out.append(before);
        head = null;
      }
      while (!out.isFull() && objects.hasNext()) {
        if (!firstItem) {
          out.append(form.separator());
        }
        firstItem = false;
        form.item(objects.next(), out);
      }
      if (!objects.hasNext() && !out.isFull()) {
        out.append(form.tail());
        done = true;
      }
      return out.take(0);
    }
  }
}
