package dev.jimm.core.hub;

import java.time.Duration;

/**
 * How long to wait, and how often to try again.
 *
 * @param connect for a connection
 * @param answer for the first line of an answer, and from then on for each next byte
 * @param attempts how often without getting further, the first one counted
 * @param firstPause before the second attempt; doubled before each further one
 * @param longestPause between attempts; a server that asks for more is not waited for
 */
record Patience(Duration connect, Duration answer, int attempts, Duration firstPause, Duration longestPause) {
    static final Patience DEFAULT = new Patience(
            Duration.ofSeconds(10), Duration.ofSeconds(30), 5, Duration.ofSeconds(1), Duration.ofMinutes(1));
}
