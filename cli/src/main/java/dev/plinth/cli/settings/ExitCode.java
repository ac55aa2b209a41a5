// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.settings;

/** Exit codes of the command line; those from 64 on as in BSD's sysexits.h. A promise: they keep their meaning. */
public enum ExitCode {
    OK(0, "Done"),
    FAILURE(1, "It failed; the message says why"),
    USAGE(2, "The command was not understood"),
    NOT_RUNNING(3, "Plinth does not run here"),
    REFUSED(4, "The core refused: not valid, not allowed, or in conflict"),
    UNAVAILABLE(69, "Something needed is not there: a JDK, the network, an artifact"),
    DEFECT(70, "A defect of Plinth"),
    TEMPORARY(75, "Not now; the same command may work later"),
    PERMISSION(77, "This user may not"),
    CONFIGURATION(78, "plinth.yaml, the data directory or a port is wrong");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }
}
