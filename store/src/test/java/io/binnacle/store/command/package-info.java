/** The binary form of commands under random and hostile bytes. */
@NullMarked
package io.binnacle.store.command;

import org.jspecify.annotations.NullMarked;
