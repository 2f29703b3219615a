package io.binnacle.consensus.wire;

import java.io.IOException;

/** Bytes that no version known here could have written. */
public class MalformedException extends IOException {
  private static final long serialVersionUID = 1L;

  public MalformedException(String message) {
    super(message);
  }
}
