// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.condition;

/** When there is an alert, said in another way than PromQL, into which it is translated. Whoever makes one is told what is wrong by a {@link ConditionException}. */
public sealed interface Condition permits TransactionCondition, LogCondition, NoDataCondition {
    /** What is evaluated: each series of its result is an alert. */
    String promql();

    /** The same for people. It is PromQL, too, with a remark where that does not say everything. */
    default String shown() {
        return promql();
    }
}
