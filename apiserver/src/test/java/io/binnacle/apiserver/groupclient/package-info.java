/** Tests of {@code io.binnacle.apiserver.groupclient}. */
@NullMarked
package io.binnacle.apiserver.groupclient;

import org.jspecify.annotations.NullMarked;
