/** The chart under real helm. */
package io.binnacle.apiserver.cli.helm;
