package io.binnacle.apiserver.certificates;

import org.jspecify.annotations.Nullable;

/** A certificate or key file that cannot be used; the message is one line and names the file. */
public final class CertificateFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CertificateFileException(String message, @Nullable Throwable cause) {
    super(cause == null ? message : message + ": " + reason(cause), cause);
  }

  private static String reason(Throwable cause) {
    if (cause instanceof java.nio.file.NoSuchFileException) {
      return "no such file";
    }
    if (cause instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
