// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import static dev.plinth.core.telemetry.metric.probe.Trying.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates as they should be, and those that are not; they are told in any case. */
class TlsProbeTest {
    @TempDir
    static Path directory;

    private static TestingCertificates certificates;

    private final Prober prober = new Prober(secret -> "", Clock.systemUTC());

    @BeforeAll
    static void issue() throws Exception {
        certificates = new TestingCertificates(directory);
    }

    @AfterEach
    void stop() {
        prober.close();
    }

    private Outcome https(String alias, String more) throws Exception {
        try (TestingWeb web = new TestingWeb(certificates.server(alias)).at("/", 200, "safe")) {
            return Trying.once(prober, """
                    http:
                      url: %s
                    %s""".formatted(web.url("/"), more));
        }
    }

    private static double seconds(String alias) throws Exception {
        return certificates.expiry(alias).toEpochMilli() / 1e3;
    }

    private static String trusting() throws Exception {
        return "  caCertificate: |\n" + certificates.authority(4);
    }

    @Test
    void a_certificate_of_an_authority_that_is_trusted_is_good_and_its_end_is_told() throws Exception {
        Outcome outcome = https("good", trusting());
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.certificateExpiry()).isEqualTo(certificates.expiry("good"));
        assertThat(value(outcome, ProbeMetric.HTTP_SSL)).isEqualTo(1);
        assertThat(value(outcome, ProbeMetric.SSL_EARLIEST_EXPIRY)).isEqualTo(seconds("good"));
        assertThat(value(outcome, ProbeMetric.SSL_CHAIN_EXPIRY)).isEqualTo(seconds("good"));
        assertThat(value(outcome, ProbeMetric.TLS_VERSION, "TLS 1.3")).isEqualTo(1);
        assertThat(value(outcome, ProbeMetric.HTTP_DURATION, "tls")).isPositive();
        assertThat(value(outcome, ProbeMetric.HTTP_STATUS)).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            expired   | true  | the certificate of CN=expired has expired; it was good until
            expired   | false | the certificate of CN=expired has expired; it was good until
            future    | true  | the certificate is not good before
            elsewhere | true  | the certificate is not for 127.0.0.1
            good      | false | the certificate is of an authority that is not known (CN=Authority of this test)
            stranger  | true  | the certificate is of an authority that is not known (CN=stranger)
            """)
    void what_is_wrong_with_a_certificate_is_said_with_the_day_it_ends(String alias, boolean trusting, String error)
            throws Exception {
        Outcome outcome = https(alias, trusting ? trusting() : "");
        assertThat(outcome.isUp()).isFalse();
        assertThat(outcome.error()).startsWith(error).endsWith(" until " + certificates.expiry(alias));
        assertThat(outcome.certificateExpiry()).isEqualTo(certificates.expiry(alias));
        assertThat(value(outcome, ProbeMetric.SSL_EARLIEST_EXPIRY)).isEqualTo(seconds(alias));
        assertThat(value(outcome, ProbeMetric.SSL_CHAIN_EXPIRY)).isNaN();
        assertThat(value(outcome, ProbeMetric.TLS_VERSION, "TLS 1.3")).isEqualTo(1);
        assertThat(value(outcome, ProbeMetric.HTTP_STATUS)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"expired", "elsewhere", "stranger"})
    void any_certificate_is_taken_when_that_is_declared_and_still_told(String alias) throws Exception {
        Outcome outcome = https(alias, "  insecureSkipVerify: true");
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.certificateExpiry()).isEqualTo(certificates.expiry(alias));
        assertThat(value(outcome, ProbeMetric.SSL_CHAIN_EXPIRY)).isNaN();
    }

    @Test
    void what_speaks_no_tls_is_said_to() throws Exception {
        try (TestingLine line = TestingLine.saying("220 not so fast\r\n")) {
            Outcome outcome = Trying.once(prober, "{http: {url: \"https://%s/\"}}".formatted(line.address()));
            assertThat(outcome.error()).startsWith("no TLS: ");
            assertThat(outcome.certificateExpiry()).isNull();
        }
    }

    private Outcome tcp(String alias, String more) throws Exception {
        try (TestingLine line = TestingLine.talking(certificates.server(alias), "220 ready\r\n")) {
            return Trying.once(prober, """
                    tcp:
                      address: %s
                      tls: true
                      expect: ^220
                    %s%s""".formatted(line.address(), trusting(), more));
        }
    }

    @Test
    void tls_may_begin_with_a_connection_that_is_not_http() throws Exception {
        Outcome outcome = tcp("good", "");
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.certificateExpiry()).isEqualTo(certificates.expiry("good"));
        assertThat(value(outcome, ProbeMetric.TLS_VERSION, "TLS 1.3")).isEqualTo(1);
    }

    @Test
    void the_name_in_a_certificate_may_be_another_than_that_of_the_address() throws Exception {
        assertThat(tcp("elsewhere", "").error()).startsWith("the certificate is not for 127.0.0.1");
        assertThat(tcp("elsewhere", "  serverName: other.example.com").error()).isEmpty();
        assertThat(tcp("good", "  serverName: other.example.com").error())
                .startsWith("the certificate is not for other.example.com");
    }
}
