// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import static dev.plinth.core.telemetry.metric.probe.Trying.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.ResolverConfig;

/** Against a real DNS server, by UDP and TCP. */
class DnsProbeTest {
    private final TestingDns dns = new TestingDns()
            .knows(
                    "shop.example.com. 60 IN A 10.0.0.1",
                    "shop.example.com. 60 IN A 10.0.0.2",
                    "shop.example.com. 60 IN TXT \"v=spf1 -all\"",
                    "example.com. 60 IN MX 10 mail.example.com.",
                    "www.example.com. 60 IN CNAME shop.example.com.",
                    "six.example.com. 60 IN AAAA ::1",
                    "local.example.com. 60 IN A 127.0.0.1");
    private final Prober prober = new Prober(secret -> "", Clock.systemUTC());

    @AfterEach
    void stop() {
        prober.close();
        dns.close();
    }

    private Outcome once(String name, String more) throws InterruptedException {
        return Trying.once(
                prober,
                "{dns: {name: %s, server: \"%s\"%s}}".formatted(name, dns.address(), more),
                Duration.ofMillis(1_500));
    }

    @Test
    void a_name_that_is_known_is_a_success() throws InterruptedException {
        Outcome outcome = once("shop.example.com", "");
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.measures().keySet().stream()
                        .map(each -> each.metric().text()))
                .containsExactlyInAnyOrder(
                        "probe_success",
                        "probe_duration_seconds",
                        "probe_dns_lookup_time_seconds",
                        "probe_ip_protocol",
                        "probe_dns_answer_rrs",
                        "probe_dns_query_succeeded");
        assertThat(value(outcome, ProbeMetric.DNS_ANSWERS)).isEqualTo(2);
        assertThat(value(outcome, ProbeMetric.DNS_SUCCEEDED)).isEqualTo(1);
        assertThat(dns.questions).containsExactly("udp shop.example.com. A");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            shop.example.com | , answers: ['10\\.0\\.0\\..*']          | ''
            shop.example.com | , answers: ['10\\.0\\.0\\.2', '.*1']    | ''
            shop.example.com | , answers: ['10\\.0']                   | no answer matches 10\\.0 (there is: 10.0.0.1, 10.0.0.2)
            shop.example.com | , answers: ['.*1', '.*3']               | no answer matches .*3 (there is: 10.0.0.1, 10.0.0.2)
            shop.example.com | , type: TXT, answers: ['.*spf1.*']      | ''
            shop.example.com | , type: AAAA                            | no answer of type AAAA
            example.com      | , type: MX, answers: ['10 mail.*']      | ''
            www.example.com  | , type: CNAME, answers: ['shop\\.example\\.com\\.'] | ''
            www.example.com  |                                         | no answer of type A
            """)
    void answers_must_be_as_expected(String name, String more, String error) throws InterruptedException {
        Outcome outcome = once(name, more == null ? "" : more);
        assertThat(outcome.error()).isEqualTo(error);
        assertThat(value(outcome, ProbeMetric.DNS_SUCCEEDED)).isEqualTo(1);
    }

    @Test
    void a_name_that_is_not_known_and_a_server_that_fails_are_told_apart() throws InterruptedException {
        Outcome unknown = once("nosuch.example.com", "");
        assertThat(unknown.error()).isEqualTo("the answer is NXDOMAIN (expected: NOERROR)");
        assertThat(value(unknown, ProbeMetric.DNS_SUCCEEDED)).isEqualTo(1);
        assertThat(value(unknown, ProbeMetric.DNS_ANSWERS)).isZero();
        dns.answer(Rcode.SERVFAIL);
        assertThat(once("shop.example.com", "").error()).isEqualTo("the answer is SERVFAIL (expected: NOERROR)");
    }

    @Test
    void a_server_that_is_silent_is_too_late() throws InterruptedException {
        dns.beSilent();
        for (String more : new String[] {"", ", transport: tcp"}) {
            Outcome outcome = once("shop.example.com", more);
            assertThat(outcome.error()).isEqualTo("no complete answer within 1s500ms (at the end: query)");
            assertThat(outcome.seconds()).isBetween(1.4, 5.0);
            assertThat(value(outcome, ProbeMetric.DNS_SUCCEEDED)).isZero();
        }
    }

    @Test
    void an_answer_that_is_cut_is_asked_for_again_over_tcp() throws InterruptedException {
        dns.truncate();
        Outcome outcome = once("shop.example.com", ", answers: ['10.*']");
        assertThat(outcome.error()).isEmpty();
        assertThat(dns.questions).containsExactly("udp shop.example.com. A", "tcp shop.example.com. A");
    }

    @Test
    void it_may_be_asked_over_tcp_at_once() throws InterruptedException {
        assertThat(once("shop.example.com", ", transport: tcp").error()).isEmpty();
        assertThat(dns.questions).containsExactly("tcp shop.example.com. A");
    }

    @Test
    void where_nobody_listens_there_is_no_answer() throws InterruptedException, IOException {
        int port = Trying.closedPort();
        Outcome outcome = Trying.once(
                prober,
                "{dns: {name: shop.example.com, server: \"127.0.0.1:%d\", transport: tcp}}".formatted(port),
                Duration.ofSeconds(2));
        assertThat(outcome.error()).startsWith("no answer: ");
        assertThat(value(outcome, ProbeMetric.DNS_SUCCEEDED)).isZero();
    }

    @Test
    void names_are_looked_up_as_the_system_does_and_each_time_anew() throws InterruptedException {
        System.setProperty("dns.server", dns.address());
        ResolverConfig.refresh();
        try (TestingWeb web = new TestingWeb().at("/", 200, "")) {
            String probe = "{http: {url: \"http://%s:" + web.port() + "/\"}}";
            Outcome outcome = Trying.once(prober, probe.formatted("local.example.com"));
            assertThat(outcome.error()).isEmpty();
            assertThat(value(outcome, ProbeMetric.DNS_LOOKUP)).isPositive();
            assertThat(value(outcome, ProbeMetric.HTTP_DURATION, "resolve"))
                    .isEqualTo(value(outcome, ProbeMetric.DNS_LOOKUP));
            assertThat(Trying.once(prober, probe.formatted("local.example.com")).error())
                    .isEmpty();
            assertThat(dns.questions)
                    .filteredOn("udp local.example.com. A"::equals)
                    .hasSize(2);
            assertThat(Trying.once(prober, probe.formatted("nosuch.example.com"))
                            .error())
                    .isEqualTo("no such host: nosuch.example.com");
            Outcome six = Trying.once(prober, probe.formatted("six.example.com"));
            assertThat(value(six, ProbeMetric.IP_PROTOCOL)).isEqualTo(6);
            assertThat(Trying.once(prober, "{dns: {name: shop.example.com}}").error())
                    .isEmpty();
            dns.answer(Rcode.REFUSED);
            assertThat(Trying.once(prober, probe.formatted("local.example.com")).error())
                    .startsWith("local.example.com could not be looked up: ");
            dns.beSilent();
            assertThat(Trying.once(prober, probe.formatted("local.example.com"), Duration.ofSeconds(1))
                            .error())
                    .isEqualTo("no complete answer within 1s (at the end: resolve)");
        } finally {
            System.clearProperty("dns.server");
            ResolverConfig.refresh();
        }
    }
}
