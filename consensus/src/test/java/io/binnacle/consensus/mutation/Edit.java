package io.binnacle.consensus.mutation;

/**
 * One change of one method, in the words of its byte code. Names are checked: an edit that finds
 * nothing to change fails the search, so a mutant cannot outlive the code it was made for.
 */
sealed interface Edit {
  /** Below {@code io.binnacle.consensus}, such as {@code core.RaftCore}. */
  String className();

  String method();

  /** The method only answers this. */
  record Answers(String className, String method, int constant) implements Edit {}

  /**
   * The method is another one: a static method, given {@code this} first.
   *
   * @param patch such as {@code mutation.Patches.first}
   */
  record BecomesPatch(String className, String method, String patch) implements Edit {}

  /** Calls of this callee are left out; where they had a value, it is 0, false or null. */
  record DropsCall(String className, String method, String callee) implements Edit {}

  /** Calls of this callee go to a static method instead, which is given the receiver first. */
  record RedirectsCall(String className, String method, String callee, String patch)
      implements Edit {}

  /** The n-th condition, counted from 0, always jumps or never does. */
  record FixesBranch(String className, String method, int which, boolean jumps) implements Edit {}

  /** This constant is another one. */
  record ChangesConstant(String className, String method, int from, int to) implements Edit {}
}
