// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.alerts.channel.AlertChannelSpec.Slack;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said, word for word, and that nothing in it says more than it should. */
class WordingTest {
    private static Wording wording(AlertMessage message, @Nullable String title, @Nullable String text) {
        AlertChannelSpec spec = new AlertChannelSpec(
                null, null, null, null, null, new Slack("s", null, null), null, title, text, null, null);
        return new Wording(spec, message, Messages.NOW);
    }

    private static Wording usual() {
        return wording(Messages.usual("m1"), null, null);
    }

    private static AlertMessage asTest(AlertMessage message) {
        return new AlertMessage(
                message.id(),
                message.env(),
                message.receiver(),
                message.groupKey(),
                message.groupLabels(),
                message.commonLabels(),
                message.commonAnnotations(),
                message.alerts(),
                7,
                message.externalUrl(),
                true);
    }

    @Test
    void plain() {
        assertThat(usual().title()).isEqualTo("[FIRING:1] PaymentsFail (prod)");
        assertThat(usual().text(Markup.PLAIN)).isEqualTo("""
                [FIRING:1] PaymentsFail (prod)

                CRITICAL PaymentsFail: 25% of payments fail
                Since the last release.
                Since 2026-03-01 08:41 UTC
                What changed before it:
                  - Config payments: update by user:ada at 2026-03-01T08:39:00Z (smaller pool)
                Whom it hits:
                  - Payments: 12 of 100 failed, 9 users, 310.50 EUR
                What to do: https://wiki.example.com/payments
                More: https://plinth.example.com/alerts/prod/feed0123?a=1&b=2

                --- Over ---

                MINOR PaymentsFail: no summary
                From 2026-03-01 08:41 until 2026-03-01 08:50 UTC
                What changed before it:
                  - Config payments: update by user:ada at 2026-03-01T08:39:00Z (smaller pool)
                Whom it hits:
                  - Payments: 12 of 100 failed, 9 users, 310.50 EUR
                More: https://plinth.example.com/alerts/prod/feed0123?a=1&b=2

                https://plinth.example.com""");
    }

    @Test
    void markdown() {
        assertThat(usual().text(Markup.MARKDOWN)).isEqualTo("""
                ### ［FIRING:1］ PaymentsFail (prod)

                **CRITICAL PaymentsFail**: 25% of payments fail
                Since the last release.
                Since 2026-03-01 08:41 UTC
                **What changed before it**
                > Config payments: update by user:ada at 2026-03-01T08:39:00Z (smaller pool)

                **Whom it hits**
                > Payments: 12 of 100 failed, 9 users, 310.50 EUR

                What to do: https://wiki.example.com/payments
                [More](https://plinth.example.com/alerts/prod/feed0123?a=1&b=2)

                **Over**

                **MINOR PaymentsFail**: no summary
                From 2026-03-01 08:41 until 2026-03-01 08:50 UTC
                **What changed before it**
                > Config payments: update by user:ada at 2026-03-01T08:39:00Z (smaller pool)

                **Whom it hits**
                > Payments: 12 of 100 failed, 9 users, 310.50 EUR

                [More](https://plinth.example.com/alerts/prod/feed0123?a=1&b=2)""");
    }

    @Test
    void mrkdwn() {
        assertThat(usual().text(Markup.MRKDWN)).isEqualTo("""
                *CRITICAL PaymentsFail*: 25% of payments fail
                Since the last release.
                Since 2026-03-01 08:41 UTC
                *What changed before it*
                • Config payments: update by user:ada at 2026-03-01T08:39:00Z (smaller pool)
                *Whom it hits*
                • Payments: 12 of 100 failed, 9 users, 310.50 EUR
                What to do: https://wiki.example.com/payments
                <https://plinth.example.com/alerts/prod/feed0123?a=1&amp;b=2|More>

                *Over*

                *MINOR PaymentsFail*: no summary
                From 2026-03-01 08:41 until 2026-03-01 08:50 UTC
                *What changed before it*
                • Config payments: update by user:ada at 2026-03-01T08:39:00Z (smaller pool)
                *Whom it hits*
                • Payments: 12 of 100 failed, 9 users, 310.50 EUR
                <https://plinth.example.com/alerts/prod/feed0123?a=1&amp;b=2|More>""");
    }

    @Test
    void html() {
        assertThat(usual().page())
                .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
                .endsWith("</html>\n")
                .contains("<title>[FIRING:1] PaymentsFail (prod)</title>")
                .contains("background:#b71c1c;color:#ffffff")
                .contains("""
                        <div style="margin:0 0 16px;padding:12px 14px;border-left:4px solid #b71c1c;background:#f7f7f8;border-radius:4px">
                        <div style="font-weight:600"><span style="color:#b71c1c">CRITICAL </span>PaymentsFail</div>
                        <div style="margin-top:4px;font-size:17px">25% of payments fail</div>
                        <div style="margin-top:6px;white-space:pre-wrap">Since the last release.</div>
                        <div style="margin-top:6px;color:#555">Since 2026-03-01 08:41 UTC</div>
                        """)
                .contains(
                        "<ul style=\"margin:4px 0 0;padding-left:20px\"><li>Config payments: update by user:ada at 2026-03-01T08:39:00Z (smaller pool)</li></ul>")
                .contains("<li>Payments: 12 of 100 failed, 9 users, 310.50 EUR</li>")
                .contains("<a href=\"https://wiki.example.com/payments\" ")
                .contains("<a href=\"https://plinth.example.com/alerts/prod/feed0123?a=1&amp;b=2\" ")
                .contains("border-left:4px solid #2e7d32")
                .doesNotContain("<table");
    }

    @Test
    void what_is_over_and_what_is_left_out_is_said() {
        Wording over = wording(Messages.of("m", Messages.usual("m").alerts().get(1)), null, null);
        assertThat(over.title()).isEqualTo("[RESOLVED] PaymentsFail (prod)");
        assertThat(over.page()).contains("background:#2e7d32;color:#ffffff");

        AlertMessage many = Messages.of(
                "m",
                Collections.nCopies(150, Messages.usual("m").alerts().getFirst())
                        .toArray(AlertMessage.Item[]::new));
        assertThat(wording(many, null, null).text(Markup.MRKDWN)).endsWith("\n\n50 more are not shown here.");
    }

    @Test
    void a_test_says_so_whatever_the_templates_are() {
        Wording test = wording(asTest(Messages.usual("m")), "My title", "my text");
        assertThat(test.title()).isEqualTo("[TEST] My title");
        assertThat(test.text(Markup.MARKDOWN))
                .isEqualTo("This is only a test of the channel. Nothing has happened.\n\nmy text");
        assertThat(test.page()).contains(Wording.TEST).contains("<div style=\"white-space:pre-wrap\">my text</div>");
    }

    @Test
    void nothing_that_is_put_in_is_markup() {
        Wording sly = wording(Messages.sly("m"), null, null);
        assertThat(sly.text(Markup.MRKDWN)).startsWith("""
                        *CRITICAL &lt;@all&gt;*: &lt;!channel&gt; &lt;@all&gt; *bold* [here](https://evil.example.com) `x` &amp; "q" &lt;b onclick='x'&gt;
                        # big
                        &gt; quote
                        """);
        assertThat(sly.text(Markup.MARKDOWN)).contains("""
                        **CRITICAL ＜@all＞**: ＜!channel＞ ＜@all＞ ＊bold＊ ［here］(https://evil.example.com) ˋxˋ & "q" ＜b onclick='x'＞
                        ＃ big
                        ＞ quote
                        """);
        assertThat(sly.page())
                .contains(
                        "&lt;!channel&gt; &lt;@all&gt; *bold* [here](https://evil.example.com) `x` &amp; &#34;q&#34; &lt;b onclick=&#39;x&#39;&gt;")
                .contains("What to do: javascript:alert(1)</div>")
                .doesNotContain("href=\"javascript")
                .doesNotContain("<b ");
    }

    @Test
    void templates_of_ones_own_see_what_alertmanager_gives_and_more() {
        Wording own = wording(
                Messages.usual("m"),
                "{{ .Receiver }}: {{ .GroupLabels.SortedPairs.Values | join \" \" }}\r\nBcc: all@example.com",
                "**{{ .Title }}** {{ range .Alerts }}[{{ .Labels.job }}]({{ .Link }}) {{ .Changes | len }} {{ .EndsAt.Year }} {{ end }}");
        assertThat(own.title()).isEqualTo("on-call: PaymentsFail Bcc: all@example.com");
        assertThat(own.text(Markup.MARKDOWN))
                .isEqualTo(
                        "**on-call: PaymentsFail Bcc: all@example.com** [till](https://plinth.example.com/alerts/prod/feed0123?a=1&b=2) 1 1 "
                                + "[web](https://plinth.example.com/alerts/prod/feed0123?a=1&b=2) 1 2026");
    }

    @Test
    void a_template_that_fails_loses_no_message() {
        Wording own = wording(Messages.usual("m"), "{{ .Titel }}", "{{ index .Alerts 9 }}");
        assertThat(own.title()).isEqualTo("[FIRING:1] PaymentsFail (prod)");
        assertThat(own.text(Markup.MRKDWN))
                .startsWith("*CRITICAL PaymentsFail*: 25% of payments fail\n")
                .contains("\n\nThe template title of this channel failed, so the usual one was taken: ")
                .contains("template: title:1:4: ")
                .contains("can't evaluate field Titel in type template.Data")
                .contains("\n\nThe template text of this channel failed, so the usual one was taken: ")
                .contains("template: text:1:4: ")
                .doesNotContain("<.Titel>");
        assertThat(own.page()).contains("PaymentsFail").contains("at &lt;.Titel&gt;");
        assertThat(wording(Messages.usual("m"), null, "{{ if false }}x{{ end }}")
                        .text(Markup.PLAIN))
                .contains("25% of payments fail")
                .endsWith("The template text of this channel gave nothing, so the usual one was taken.");
    }

    @Test
    void texts_without_an_end_are_no_message_but_people_are_told() {
        AlertMessage endless = Messages.of(
                "m", Messages.alert(Map.of("alertname", "Long"), Map.of("description", "x".repeat(1_100_000)), null));
        assertThat(wording(endless, null, null).text(Markup.PLAIN))
                .isEqualTo("Alerts of on-call in prod, too long to be shown: https://plinth.example.com");
    }
}
