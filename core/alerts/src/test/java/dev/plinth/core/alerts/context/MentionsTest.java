// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MentionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            payments                      | true  | true
            http://payments:8103/pay      | true  | true
            shop.payments.failure-share   | true  | true
            repayments, then payments     | true  | true
            shop-payments                 | false | true
            payments-v2                   | false | true
            payments_old                  | false | true
            repayments                    | false | false
            payments2                     | false | false
            Payments                      | false | false
            ''                            | false | false
            """)
    void whole_words_of_texts_and_parts_of_names(String text, boolean inText, boolean inName) {
        assertThat(Mentions.inText(text, "payments")).isEqualTo(inText);
        assertThat(Mentions.inName(text, "payments")).isEqualTo(inName);
    }
}
