package io.binnacle.apiserver.http;

import io.netty.buffer.ByteBuf;

/**
 * Follows the frames of one HTTP/2 connection (RFC 9113, section 4) as far as it takes to know
 * whether something small that has begun is not complete: a frame other than DATA, or a block of
 * header fields. Bytes are looked at, never taken.
 */
final class Http2HeadTracker {
  private static final int PREFACE_BYTES = 24;
  private static final int FRAME_HEADER_BYTES = 9;
  private static final int DATA = 0x0;
  private static final int HEADERS = 0x1;
  private static final int CONTINUATION = 0x9;
  private static final int END_HEADERS = 0x4;

  /** Of the preface, then of the payload of the frame that has begun. */
  private int bytesToSkip = PREFACE_BYTES;

  private int headerBytes;
  private int length;
  private int type = HEADERS;
  private int flags;
  private boolean inHeaderBlock;

  /**
   * @return whether something is incomplete now
   */
  boolean read(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end) {
      if (bytesToSkip > 0) {
        int skipped = Math.min(bytesToSkip, end - at);
        bytesToSkip -= skipped;
        at += skipped;
      } else {
        readHeaderByte(bytes.getUnsignedByte(at));
        at++;
      }
    }
    boolean inFrame = headerBytes > 0 || (bytesToSkip > 0 && type != DATA);
    return inFrame || inHeaderBlock;
  }

  /** Length in three bytes, type, flags, and four bytes of a stream's number. */
  private void readHeaderByte(int value) {
    switch (headerBytes) {
      case 0 -> length = value;
      case 1, 2 -> length = length << 8 | value;
      case 3 -> type = value;
      case 4 -> flags = value;
      default -> {}
    }
    headerBytes++;
    if (headerBytes == FRAME_HEADER_BYTES) {
      headerBytes = 0;
      bytesToSkip = length;
      if (type == HEADERS || type == CONTINUATION) {
        inHeaderBlock = (flags & END_HEADERS) == 0;
      }
    }
  }
}
