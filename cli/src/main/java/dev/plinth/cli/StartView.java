// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.supervisor.ProcessState;
import dev.plinth.cli.supervisor.ProcessStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Shows a start as it goes: a table that rewrites itself on a terminal, a line per news elsewhere. */
final class StartView {
    private static final int BAR = 20;

    private final Terminal terminal;
    private final Map<String, ProcessState> shown = new HashMap<>();
    private int drawn;

    StartView(Terminal terminal) {
        this.terminal = terminal;
    }

    void show(List<ProcessStatus> statuses) {
        if (terminal.isInteractive()) {
            terminal.back(drawn);
            statuses.forEach(status -> terminal.line(row(status)));
            drawn = statuses.size();
            return;
        }
        for (ProcessStatus status : statuses) {
            if (shown.put(status.name(), status.state()) != status.state() && status.state() != ProcessState.WAITING) {
                terminal.line("%-11s %s".formatted(status.name(), text(status)));
            }
        }
    }

    private String row(ProcessStatus status) {
        String mark = switch (status.state()) {
            case READY -> terminal.green("●");
            case FAILED, UNHEALTHY -> terminal.red("●");
            case BACKING_OFF -> terminal.yellow("●");
            default -> terminal.dim("○");
        };
        return "  %s %-11s %s".formatted(mark, status.name(), text(status));
    }

    private String text(ProcessStatus status) {
        String seconds = Duration.between(status.since(), Instant.now()).toSeconds() + " s";
        return switch (status.state()) {
            case READY -> "ready   " + terminal.dim("port " + status.port() + ", pid " + status.pid());
            case FETCHING -> "fetching " + bar(status.detail());
            case STARTING -> "starting " + terminal.dim(seconds);
            case FAILED -> terminal.red("failed  ") + status.detail();
            case BACKING_OFF -> terminal.yellow("starts again  ") + status.detail();
            default -> terminal.dim(status.state().id());
        };
    }

    private String bar(String detail) {
        int space = detail.indexOf(' ');
        if (space <= 0) {
            return "";
        }
        int full = Integer.parseInt(detail.substring(0, space)) * BAR / 100;
        return "█".repeat(full) + terminal.dim("░".repeat(BAR - full)) + " " + detail;
    }
}
