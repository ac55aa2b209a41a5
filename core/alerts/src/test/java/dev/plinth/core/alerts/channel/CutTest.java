// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CutTest {
    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void cuts_by_characters_as_people_count_them() {
        assertThat(Cut.characters("short", 5)).isEqualTo("short");
        assertThat(Cut.characters("longer", 5)).isEqualTo("long…");
        assertThat(Cut.characters("🙂🙂🙂🙂", 3)).isEqualTo("🙂🙂…");
    }

    @Test
    void cuts_by_bytes_at_the_end_of_a_character() {
        assertThat(Cut.bytes("äöü", 6, "!")).isEqualTo("äöü");
        assertThat(Cut.bytes("äöüx", 6, "!")).isEqualTo("äö!");
        assertThat(Cut.bytes("支付失败支付失败", 10, "…")).isEqualTo("支付…");
        String cut = Cut.bytes("🙂".repeat(2_000), 4_096, "\nrest");
        assertThat(bytes(cut)).isBetween(4_096 - 4, 4_096);
        assertThat(cut).doesNotContain("\ufffd").endsWith("🙂\nrest");
        assertThat(new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(cut);
    }

    @Test
    void prefers_whole_lines_where_that_costs_little() {
        assertThat(Cut.bytes("line one\nline two\nline three", 22, "!")).isEqualTo("line one\nline two!");
        assertThat(Cut.bytes("a\n" + "b".repeat(50), 22, "!")).isEqualTo("a\n" + "b".repeat(19) + "!");
    }

    @Test
    void who_is_mentioned_in_wecom_stays() {
        String content = WecomSender.content("支付失败\n".repeat(1_000), "<@ada> <@grace>");
        assertThat(bytes(content)).isLessThanOrEqualTo(4_096);
        assertThat(content).endsWith("支付失败\n…\nThe rest is left out.\n\n<@ada> <@grace>");
    }
}
