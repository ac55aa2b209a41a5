// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import java.io.PrintStream;

/** Where people read: colours and rewritten lines on a terminal, plain lines elsewhere and with {@code NO_COLOR}. */
final class Terminal {
    private final PrintStream out;
    private final boolean interactive;
    private final boolean colours;

    Terminal(PrintStream out, boolean interactive, boolean colours) {
        this.out = out;
        this.interactive = interactive;
        this.colours = colours;
    }

    static Terminal system() {
        boolean terminal = Boolean.getBoolean("plinth.terminal");
        boolean colours = terminal && System.getenv("NO_COLOR") == null;
        return new Terminal(System.out, terminal, colours);
    }

    boolean isInteractive() {
        return interactive;
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** Goes back over that many lines, to write them again. */
    void back(int lines) {
        if (lines > 0) {
            out.print("\u001b[" + lines + "A\u001b[J");
        }
    }

    String green(String text) {
        return coloured("32", text);
    }

    String red(String text) {
        return coloured("31", text);
    }

    String yellow(String text) {
        return coloured("33", text);
    }

    String dim(String text) {
        return coloured("2", text);
    }

    String bold(String text) {
        return coloured("1", text);
    }

    private String coloured(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
