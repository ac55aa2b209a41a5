// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.inbox;

import dev.plinth.core.alerts.history.AlertFigures;
import dev.plinth.core.alerts.history.AlertFigures.By;
import dev.plinth.core.alerts.history.AlertFigures.Sum;
import dev.plinth.core.kernel.access.Principal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How well alerts are handled. */
@RestController
@Tag(name = "Alerts")
class FigureController {
    private static final Duration USUAL = Duration.ofDays(30);

    private final AlertFigures figures;
    private final AlertRights rights;
    private final Clock clock;

    FigureController(AlertFigures figures, AlertRights rights, Clock clock) {
        this.figures = figures;
        this.rights = rights;
        this.clock = clock;
    }

    /**
     * Alerts that began within some time.
     *
     * @param claimed how many of them somebody took care of
     * @param mttaSeconds mean time until somebody did; null when nobody did
     * @param mttrSeconds mean time until they were over; null when none is
     */
    record AlertFigureList(
            Instant from,
            Instant to,
            long count,
            long claimed,
            @Nullable Double mttaSeconds,
            @Nullable Double mttrSeconds,
            List<AlertFigure> items) {}

    /** Of those that have the same key: a day as 2026-11-26, a name, a severity or a service, empty for none. */
    record AlertFigure(
            String key,
            long count,
            long claimed,
            @Nullable Double mttaSeconds,
            @Nullable Double mttrSeconds) {}

    private static final class Total {
        private long count;
        private long claimed;
        private long over;
        private double toClaim;
        private double toEnd;

        void add(Sum sum) {
            count += sum.count();
            claimed += sum.claimed();
            over += sum.over();
            toClaim += sum.secondsToClaim();
            toEnd += sum.secondsToEnd();
        }

        @Nullable
        Double mtta() {
            return claimed == 0 ? null : toClaim / (double) claimed;
        }

        @Nullable
        Double mttr() {
            return over == 0 ? null : toEnd / (double) over;
        }
    }

    @GetMapping("/api/v1/alerts/figures")
    @Operation(
            summary = "How many alerts there were, and how they were handled",
            description = "Mean times to acknowledge (a claim) and to resolve, of those that the caller may see.")
    AlertFigureList figures(
            @RequestParam(defaultValue = "") String env,
            @Parameter(description = "30 days before to if absent") @RequestParam(required = false) @Nullable
                    Instant from,
            @Parameter(description = "Now if absent") @RequestParam(required = false) @Nullable Instant to,
            @Parameter(description = "day, name, severity or service") @RequestParam(defaultValue = "day") String by,
            @Parameter(hidden = true) Principal caller) {
        rights.requireAny(caller);
        By key = Arrays.stream(By.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(by))
                .findFirst()
                .orElseThrow(() -> AlertController.invalid("by", by, "day, name, severity or service"));
        Instant end = Objects.requireNonNullElseGet(to, clock::instant);
        Instant begin = Objects.requireNonNullElseGet(from, () -> end.minus(USUAL));
        if (!begin.isBefore(end)) {
            throw AlertController.invalid("from", begin, "before to, " + end);
        }
        Total total = new Total();
        Map<String, Total> totals = new TreeMap<>();
        for (Sum sum : figures.sums(AlertController.orNull(env), begin, end, key)) {
            if (rights.maySee(caller, sum.env(), sum.name())) {
                total.add(sum);
                totals.computeIfAbsent(sum.key(), _ -> new Total()).add(sum);
            }
        }
        return new AlertFigureList(
                begin,
                end,
                total.count,
                total.claimed,
                total.mtta(),
                total.mttr(),
                totals.entrySet().stream()
                        .map(each -> new AlertFigure(
                                each.getKey(),
                                each.getValue().count,
                                each.getValue().claimed,
                                each.getValue().mtta(),
                                each.getValue().mttr()))
                        .toList());
    }
}
