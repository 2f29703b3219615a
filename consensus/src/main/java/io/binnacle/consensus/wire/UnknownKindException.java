package io.binnacle.consensus.wire;

/** An entry of a kind that this program does not know: whoever wrote it is newer. */
public final class UnknownKindException extends MalformedException {
  private static final long serialVersionUID = 1L;

  UnknownKindException(int code) {
    super("an entry of unknown kind " + code);
  }
}
