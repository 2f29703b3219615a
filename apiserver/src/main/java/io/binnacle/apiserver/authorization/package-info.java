/**
 * Decides whether a user may do something.
 *
 * <p>In: who asks and for what. Out: a decision with a reason. Threads: any; nothing blocks. Must
 * not know: how the user proved who they are, HTTP, the store.
 */
@NullMarked
package io.binnacle.apiserver.authorization;

import org.jspecify.annotations.NullMarked;
