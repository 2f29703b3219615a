package io.binnacle.apiserver.cli;

/** A command could not do its work; the message is the one clear line its user reads. */
final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CommandFailure(String oneClearLine) {
    super(oneClearLine);
  }
}
