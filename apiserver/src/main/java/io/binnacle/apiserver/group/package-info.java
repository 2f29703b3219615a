/**
 * The consensus group over HTTP: who belongs to it, and changes of it.
 *
 * <p>In: requests under {@code /binnacle/v1/members} that authorization has let through. Out:
 * documents and Status. Threads: any; nothing here waits. Must not know: objects, and how a change
 * is carried out.
 */
@NullMarked
package io.binnacle.apiserver.group;

import org.jspecify.annotations.NullMarked;
