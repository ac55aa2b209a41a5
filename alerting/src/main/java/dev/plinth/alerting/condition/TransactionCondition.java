// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.condition;

import dev.plinth.promql.model.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Too many transactions of the business fail, or too few are made. One of the four measures is given. Transactions are counted by the minute, and a window
 * is what {@code increase} makes of these counts.
 *
 * @param name of the transaction, which is also the label {@code transaction} of the alert
 * @param failureRatioAbove share of those that fail, from 0 to 1
 * @param failuresAbove how many fail
 * @param countBelow how many there are, also when there are none
 * @param failedAmountAbove what those that fail are worth together
 * @param minimum how many there must be at least, for the share to say something
 * @param over the window; five minutes if absent
 */
public record TransactionCondition(
        String name,
        @Nullable Double failureRatioAbove,
        @Nullable Double failuresAbove,
        @Nullable Double countBelow,
        @Nullable Double failedAmountAbove,
        @Nullable Double minimum,
        @Nullable String over)
        implements Condition {
    private static final Duration DEFAULT_OVER = Duration.ofMinutes(5);
    /** Of counts by the minute there are two at least then. */
    private static final Duration LEAST_OVER = Duration.ofMinutes(2);

    private static final Duration MOST_OVER = Duration.ofDays(1);
    private static final String COUNT = "business_transactions_total";
    private static final String AMOUNT = "business_transaction_amount_total";
    private static final String ANY = "";
    private static final String FAILED = ",result=\"failure\"";

    public TransactionCondition {
        if (name.isEmpty()) {
            throw new ConditionException("name", "the name of a transaction");
        }
        List<String> given = new ArrayList<>();
        measure(given, "failureRatioAbove", failureRatioAbove);
        measure(given, "failuresAbove", failuresAbove);
        measure(given, "countBelow", countBelow);
        measure(given, "failedAmountAbove", failedAmountAbove);
        if (given.isEmpty()) {
            throw new ConditionException(
                    "failureRatioAbove", "a share here, or one of failuresAbove, countBelow and failedAmountAbove");
        }
        if (given.size() > 1) {
            throw new ConditionException(given.get(1), "nothing, as " + given.getFirst() + " is given");
        }
        if (failureRatioAbove != null && failureRatioAbove >= 1) {
            throw new ConditionException("failureRatioAbove", "a share from 0 to less than 1, as 0.1 for a tenth");
        }
        if (countBelow != null && countBelow <= 0) {
            throw new ConditionException("countBelow", "more than 0");
        }
        if (minimum != null && (failureRatioAbove == null || !(minimum >= 1))) {
            throw new ConditionException(
                    "minimum", failureRatioAbove == null ? "nothing, as it is for failureRatioAbove" : "at least 1");
        }
        Spans.between("over", over, DEFAULT_OVER, LEAST_OVER, MOST_OVER);
    }

    private static void measure(List<String> given, String field, @Nullable Double threshold) {
        if (threshold == null) {
            return;
        }
        if (!(threshold >= 0 && threshold <= Double.MAX_VALUE)) {
            throw new ConditionException(field, "0 or more");
        }
        given.add(field);
    }

    @Override
    public String promql() {
        if (failureRatioAbove != null) {
            String share = sum(COUNT, FAILED) + " / " + sum(COUNT, ANY) + " > " + Texts.plain(failureRatioAbove);
            return minimum == null ? share : share + " and " + sum(COUNT, ANY) + " >= " + Texts.plain(minimum);
        }
        if (failuresAbove != null) {
            return sum(COUNT, FAILED) + " > " + Texts.plain(failuresAbove);
        }
        if (countBelow != null) {
            // of what was not counted for hours there is no series at all
            String none = "label_replace(vector(0), \"transaction\", " + Texts.quote(name) + ", \"\", \"\")";
            return "(" + sum(COUNT, ANY) + " or " + none + ") < " + Texts.plain(countBelow);
        }
        return sum(AMOUNT, FAILED) + " > " + Texts.plain(Objects.requireNonNull(failedAmountAbove));
    }

    private String sum(String metric, String result) {
        Duration window = Spans.between("over", over, DEFAULT_OVER, LEAST_OVER, MOST_OVER);
        return "sum by (transaction) (increase(%s{transaction=%s%s}[%s]))"
                .formatted(metric, Texts.quote(name), result, Spans.show(window));
    }
}
