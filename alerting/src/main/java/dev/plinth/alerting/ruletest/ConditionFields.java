// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import dev.plinth.alerting.condition.Condition;
import dev.plinth.alerting.condition.ConditionException;
import dev.plinth.alerting.condition.LogCondition;
import dev.plinth.alerting.condition.NoDataCondition;
import dev.plinth.alerting.condition.TransactionCondition;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what stands in the place of an expression. */
final class ConditionFields {
    private static final List<String> FORMS = List.of("expr", "transaction", "logs", "noData");
    private static final List<String> TRANSACTION =
            List.of("name", "failureRatioAbove", "failuresAbove", "countBelow", "failedAmountAbove", "minimum", "over");
    private static final List<String> LOGS =
            List.of("query", "services", "severity", "tags", "by", "above", "over", "delay");
    private static final List<String> NO_DATA = List.of("expr", "within", "of", "orNone");

    private ConditionFields() {}

    /** The PromQL of the condition of a rule; null when it has none, but an expression. */
    static @Nullable String promql(YamlFields rule) {
        List<String> given = FORMS.stream().filter(rule::has).toList();
        if (given.size() > 1) {
            throw rule.place(given.get(1)).problem("only one of " + String.join(", ", given) + " may be set in rule");
        }
        if (rule.has("transaction")) {
            return promql(rule, "transaction", TRANSACTION, ConditionFields::transaction);
        }
        if (rule.has("logs")) {
            return promql(rule, "logs", LOGS, fields -> logs(rule.text("alert"), fields));
        }
        return rule.has("noData") ? promql(rule, "noData", NO_DATA, ConditionFields::noData) : null;
    }

    private static String promql(
            YamlFields rule, String form, List<String> known, Function<YamlFields, Condition> read) {
        YamlFields fields = rule.place(form).fields(known);
        try {
            return read.apply(fields).promql();
        } catch (ConditionException e) {
            throw fields.place(e.field()).problem(form + "." + e.getMessage());
        }
    }

    private static Condition transaction(YamlFields fields) {
        return new TransactionCondition(
                fields.text("name"),
                fields.number("failureRatioAbove"),
                fields.number("failuresAbove"),
                fields.number("countBelow"),
                fields.number("failedAmountAbove"),
                fields.number("minimum"),
                fields.textOrNull("over"));
    }

    private static Condition logs(String alert, YamlFields fields) {
        return new LogCondition(
                alert,
                fields.text("query"),
                fields.listOfTexts("services"),
                fields.text("severity"),
                fields.listOfTexts("tags"),
                fields.listOfTexts("by"),
                fields.number("above"),
                fields.textOrNull("over"),
                fields.textOrNull("delay"));
    }

    private static Condition noData(YamlFields fields) {
        return new NoDataCondition(
                fields.text("expr"), fields.textOrNull("within"), fields.textOrNull("of"), fields.truth("orNone"));
    }
}
