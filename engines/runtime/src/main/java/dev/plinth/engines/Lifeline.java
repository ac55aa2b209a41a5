// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.io.IOException;

/** Ends a child JVM of ours when its parent is gone, however that died: the parent holds the other end of its standard input open. */
public final class Lifeline {
    /** System property: with the value {@code stdin} the process ends when its standard input does. */
    public static final String PROPERTY = "plinth.lifeline";

    private Lifeline() {}

    /** Begins to watch, if the parent asked for it. */
    public static void hold() {
        if ("stdin".equals(System.getProperty(PROPERTY))) {
            Thread.ofPlatform().daemon().name("lifeline").start(Lifeline::haltAtEndOfInput);
        }
    }

    private static void haltAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // whatever it says, it lives
            }
        } catch (IOException e) {
            // the same as its end
        }
        Runtime.getRuntime().halt(0);
    }
}
