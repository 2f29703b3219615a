package io.binnacle.consensus.snapshot;

import io.binnacle.consensus.Limits;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.message.PeerMessage.InstallSnapshot;
import io.binnacle.consensus.message.PeerMessage.InstallSnapshotReply;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * One transfer of one snapshot to one member. A few parts are under way at a time; the receiver's
 * answers move the window. After silence, and when the connection was lost and is there again, it
 * goes on from where the receiver is; also a later transfer of the same snapshot begins there,
 * since the receiver keeps what it has (RAFT-67). It may be held to a rate.
 */
public final class SnapshotSender implements AutoCloseable {
  /** What became of the transfer so far. */
  public enum State {
    UNDER_WAY,
    DELIVERED,
    FAILED
  }

  private static final long SILENCE_NANOS = 2_000_000_000L;
  private static final int SILENCES_MAX = 5;

  private final SnapshotFile file;
  private final long term;
  private final long bytesPerSecondMax;
  private final long startNanos;
  private long acknowledged;
  private long sent = -1;

  /** In this transfer, also what was sent twice. */
  private long sentBytes;

  private long lastNewsNanos;
  private int silences;
  private State state = State.UNDER_WAY;

  /**
   * @param file closed with the transfer
   * @param bytesPerSecondMax 0 for as fast as the receiver takes it
   */
  public SnapshotSender(SnapshotFile file, long term, long bytesPerSecondMax, long nowNanos) {
    this.file = file;
    this.term = term;
    this.bytesPerSecondMax = bytesPerSecondMax;
    this.startNanos = nowNanos;
    this.lastNewsNanos = nowNanos;
  }

  public LogPosition position() {
    return file.description().position();
  }

  public long term() {
    return term;
  }

  public State state() {
    return state;
  }

  /** Takes an answer; one for another snapshot or term says nothing. */
  public void acknowledged(InstallSnapshotReply reply, long nowNanos) {
    if (reply.term() != term || !reply.position().equals(position())) {
      return;
    }
    lastNewsNanos = nowNanos;
    if (reply.refused()) {
      state = State.FAILED;
    } else if (reply.nextOffset() >= file.description().contentBytes()) {
      state = State.DELIVERED;
    } else if (reply.nextOffset() > acknowledged) {
      acknowledged = reply.nextOffset();
      sent = Math.max(sent, acknowledged);
      silences = 0;
    } else if (reply.nextOffset() == 0 && acknowledged > 0) {
      // It was started again since, and has nothing any more.
      acknowledged = 0;
      goBack();
    }
  }

  /** The connection is new: what was on its way is lost. */
  public void reconnected(long nowNanos) {
    lastNewsNanos = nowNanos;
    goBack();
  }

  private void goBack() {
    sent = acknowledged == 0 ? -1 : acknowledged;
  }

  /** Sends what the window has room for. */
  public int doWork(long nowNanos, Consumer<InstallSnapshot> out) throws IOException {
    if (state != State.UNDER_WAY) {
      return 0;
    }
    if (nowNanos - lastNewsNanos > SILENCE_NANOS) {
      lastNewsNanos = nowNanos;
      silences++;
      goBack();
      if (silences > SILENCES_MAX) {
        state = State.FAILED;
        return 1;
      }
    }
    int work = 0;
    long total = file.description().contentBytes();
    long windowEnd =
        acknowledged + (long) Limits.SNAPSHOT_CHUNKS_IN_FLIGHT * Limits.SNAPSHOT_CHUNK_BYTES;
    while (sent < total && Math.max(0, sent) < windowEnd && mayGo(nowNanos)) {
      long offset = Math.max(0, sent);
      Bytes chunk = Bytes.copyOf(file.read(offset, Limits.SNAPSHOT_CHUNK_BYTES));
      out.accept(new InstallSnapshot(term, file.description(), offset, chunk));
      sent = offset + chunk.length();
      sentBytes += chunk.length();
      work++;
    }
    return work;
  }

  /** One part ahead of the rate at most, so that a second of rest is not made up for at once. */
  private boolean mayGo(long nowNanos) {
    if (bytesPerSecondMax == 0) {
      return true;
    }
    double due = (nowNanos - startNanos) / 1e9 * bytesPerSecondMax;
    return sentBytes <= due;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
