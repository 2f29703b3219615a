@NullMarked
package io.binnacle.apiserver.controller.election;

import org.jspecify.annotations.NullMarked;
