// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.condition;

import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.ParseException;
import dev.plinth.promql.parser.Parser;
import dev.plinth.promql.parser.ParserOptions;
import dev.plinth.promql.parser.Timing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Series that were there give nothing any more, whether somebody said that they have ended or not. The value is the last that there was. When it is longer ago than {@code of}, nobody
 * knows any more that there was a series, and the alert ends.
 *
 * @param expr series of one metric, as {@code up{job="shop"}}
 * @param within in which they gave nothing; five minutes if absent
 * @param of in which they were there; an hour if absent
 * @param orNone whether it is an alert, too, when none was there {@code of} that time
 */
public record NoDataCondition(
        String expr, @Nullable String within, @Nullable String of, boolean orNone) implements Condition {
    private static final Duration DEFAULT_WITHIN = Duration.ofMinutes(5);
    private static final Duration DEFAULT_OF = Duration.ofHours(1);
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(30);

    public NoDataCondition {
        selector(expr);
        Duration silence = span("within", within, DEFAULT_WITHIN);
        if (span("of", of, DEFAULT_OF).compareTo(silence) <= 0) {
            throw new ConditionException(
                    of == null ? "within" : "of",
                    of == null ? "less than " + Spans.show(DEFAULT_OF) + ", or a longer of" : "more than within");
        }
    }

    private static Duration span(String field, @Nullable String text, Duration absent) {
        return Spans.between(field, text, absent, LEAST, MOST);
    }

    private static String selector(String text) {
        try {
            // two metrics with the same labels would hide each other
            if (Parser.parse(text, ParserOptions.STABLE) instanceof Expr.VectorSelector selector
                    && !selector.name().isEmpty()
                    && selector.timing().equals(Timing.NONE)) {
                return selector.text();
            }
        } catch (ParseException e) {
            throw new ConditionException("expr", "PromQL; " + e.getMessage());
        }
        throw new ConditionException(
                "expr", "series of one metric, as up{job=\"shop\"}, without a window or an offset");
    }

    @Override
    public String promql() {
        String series = selector(expr);
        String past = Spans.show(span("of", of, DEFAULT_OF));
        String gone = "last_over_time(%1$s[%2$s]) unless last_over_time(%1$s[%3$s])"
                .formatted(series, past, Spans.show(span("within", within, DEFAULT_WITHIN)));
        return orNone ? gone + " or absent_over_time(" + series + "[" + past + "])" : gone;
    }
}
