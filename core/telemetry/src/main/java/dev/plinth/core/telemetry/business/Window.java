// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A time that somebody asks about, in steps that begin where people's do. Days are those of a time zone.
 *
 * @param from the begin of a step
 * @param to exclusive
 */
record Window(Instant from, Instant to, Step step, ZoneId zone) {
    private static final Duration DEFAULT = Duration.ofDays(1);
    private static final Duration MOST_MINUTES = Duration.ofHours(24);
    private static final Duration MOST_HOURS = Duration.ofDays(32);
    private static final Duration MOST_DAYS = Duration.ofDays(400);
    private static final Duration BY_MINUTE = Duration.ofHours(6);
    private static final Duration BY_HOUR = Duration.ofDays(14);

    /** How long a step is. */
    enum Step {
        MINUTE,
        HOUR,
        DAY
    }

    /**
     * The last day unless said otherwise.
     *
     * @param step minute, hour or day; null for what suits the time
     * @throws ProblemException with the parameter that is wrong
     */
    static Window of(@Nullable Instant from, @Nullable Instant to, @Nullable String step, String zone, Clock clock) {
        Instant end = to == null ? clock.instant() : to;
        Instant begin = from == null ? end.minus(DEFAULT) : from;
        if (!begin.isBefore(end)) {
            throw wrong("from", begin, "a time before " + end);
        }
        Duration length = Duration.between(begin, end);
        if (length.compareTo(MOST_DAYS) > 0) {
            throw wrong("from", begin, "at most " + MOST_DAYS.toDays() + " days before " + end);
        }
        Step wanted = step == null ? suiting(length) : step(step);
        Duration most = switch (wanted) {
            case MINUTE -> MOST_MINUTES;
            case HOUR -> MOST_HOURS;
            case DAY -> MOST_DAYS;
        };
        if (length.compareTo(most) > 0) {
            throw wrong("step", step, "a longer step, as these are for at most " + most.toHours() + " hours");
        }
        ZoneId place = zone(zone);
        Window exact = new Window(begin, end, wanted, place);
        Instant first = exact.floor(begin);
        Instant last = exact.floor(end);
        return new Window(first, last.equals(end) ? last : exact.next(last), wanted, place);
    }

    private static Step suiting(Duration length) {
        return length.compareTo(BY_MINUTE) <= 0 ? Step.MINUTE : length.compareTo(BY_HOUR) <= 0 ? Step.HOUR : Step.DAY;
    }

    private static Step step(String step) {
        return switch (step) {
            case "minute" -> Step.MINUTE;
            case "hour" -> Step.HOUR;
            case "day" -> Step.DAY;
            default -> throw wrong("step", step, "minute, hour or day");
        };
    }

    private static ZoneId zone(String zone) {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw wrong("zone", zone, "a time zone, as Europe/Berlin or UTC");
        }
    }

    static ProblemException wrong(String field, @Nullable Object offending, String expected) {
        return new ProblemException(
                ErrorCode.REQUEST_INVALID,
                "A parameter is not right.",
                List.of(new Violation(field, offending == null ? null : offending.toString(), expected)));
    }

    boolean byMinute() {
        return step == Step.MINUTE;
    }

    /** The begin of the step with that time. */
    Instant floor(Instant at) {
        return switch (step) {
            case MINUTE -> at.truncatedTo(ChronoUnit.MINUTES);
            case HOUR -> at.truncatedTo(ChronoUnit.HOURS);
            // what is counted by the hour can only be told by the hour, also where days begin at half past
            case DAY -> at.atZone(zone).truncatedTo(ChronoUnit.DAYS).toInstant().truncatedTo(ChronoUnit.HOURS);
        };
    }

    /** The begin of the step after one. */
    Instant next(Instant step) {
        return switch (this.step) {
            case MINUTE -> step.plus(1, ChronoUnit.MINUTES);
            case HOUR -> step.plus(1, ChronoUnit.HOURS);
            case DAY -> floor(step.atZone(zone).plusDays(1).plusHours(1).toInstant());
        };
    }

    /** The hours of which it has a part, when it is by the minute. */
    Window wholeHours() {
        Instant last = to.truncatedTo(ChronoUnit.HOURS);
        return new Window(
                from.truncatedTo(ChronoUnit.HOURS),
                last.equals(to) ? last : last.plus(1, ChronoUnit.HOURS),
                Step.HOUR,
                zone);
    }

    String stepName() {
        return step.name().toLowerCase(Locale.ROOT);
    }
}
