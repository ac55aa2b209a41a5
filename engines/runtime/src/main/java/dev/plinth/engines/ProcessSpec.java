// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How to start and stop one child process. No argument and no environment variable holds a secret.
 *
 * @param wrapper what runs the command as another user ({@link ChildUser}); empty to run it as this one
 * @param command program and arguments
 * @param environment added to a small clean environment ({@code PATH, HOME, LANG, TZ=UTC}), not to the parent's
 * @param stopSignal what an orderly stop sends
 * @param startLimit how long it may take to become ready before it counts as failed
 * @param stopLimit how long it may take to stop before it is killed
 * @param lifeline how it learns that its parent died
 */
public record ProcessSpec(
        String name,
        List<String> wrapper,
        List<String> command,
        Map<String, String> environment,
        Path workingDirectory,
        StopSignal stopSignal,
        Duration startLimit,
        Duration stopLimit,
        Lifeline lifeline) {
    public ProcessSpec {
        wrapper = List.copyOf(wrapper);
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Signals by their POSIX names. */
    public enum StopSignal {
        INT,
        TERM
    }

    /** How a child learns that its parent died. */
    public enum Lifeline {
        /** A JVM of ours: it halts at the end of its standard input, which the parent holds open. */
        STANDARD_INPUT,
        /** A native program: the kernel sends it the stop signal ({@code setpriv --pdeathsig}). */
        DEATH_SIGNAL
    }
}
