/** Tests of {@code io.binnacle.apiserver.controller.queue}. */
@NullMarked
package io.binnacle.apiserver.controller.queue;

import org.jspecify.annotations.NullMarked;
