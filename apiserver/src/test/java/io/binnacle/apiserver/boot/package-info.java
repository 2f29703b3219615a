/** Tests that start whole servers. */
@NullMarked
package io.binnacle.apiserver.boot;

import org.jspecify.annotations.NullMarked;
