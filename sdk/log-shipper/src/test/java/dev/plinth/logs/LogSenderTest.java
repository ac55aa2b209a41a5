// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import dev.plinth.logs.SendResult.Cause;
import dev.plinth.logs.SendResult.ComeBack;
import dev.plinth.logs.SendResult.Refused;
import dev.plinth.logs.SendResult.Taken;
import dev.plinth.logs.SendResult.TakenPartly;
import dev.plinth.logs.TestingPort.Answer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogSenderTest {
    private static final byte[] REQUEST = OtlpLogs.encode(
            Map.of("service.name", "orders"), List.of(new LogLine(1, 9, "INFO", "a", "hello", Map.of(), null, null)));

    private TestingPort port;

    @BeforeEach
    void open() throws IOException {
        port = new TestingPort();
    }

    @AfterEach
    void close() {
        port.close();
    }

    private LogSender sender() {
        return new LogSender(port.url(), Credential.none());
    }

    @Test
    void a_request_arrives_compressed_and_is_taken() throws Exception {
        assertThat(sender().send(REQUEST)).isEqualTo(new Taken());
        assertThat(port.bodies()).containsExactly("hello");
        assertThat(port.taken().getFirst().authorization()).isNull();
    }

    @Test
    void a_partial_success_says_how_many_are_rejected_and_why() throws Exception {
        port.next(Answer.of(200)
                .with(ExportLogsServiceResponse.newBuilder()
                        .setPartialSuccess(ExportLogsPartialSuccess.newBuilder()
                                .setRejectedLogRecords(3)
                                .setErrorMessage("too\nlarge"))
                        .build()
                        .toByteArray()));
        assertThat(sender().send(REQUEST)).isEqualTo(new TakenPartly(3, "too large"));
        port.next(Answer.of(200)
                .with(ExportLogsServiceResponse.newBuilder()
                        .setPartialSuccess(ExportLogsPartialSuccess.newBuilder().setErrorMessage("a hint"))
                        .build()
                        .toByteArray()));
        assertThat(sender().send(REQUEST)).isEqualTo(new Taken());
        port.next(Answer.of(200).with("<html>".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(sender().send(REQUEST)).isEqualTo(new Taken());
    }

    @ParameterizedTest
    @CsvSource({
        "429, 7, 7",
        "503, 2, 2",
        "502, , 0",
        "504, soon, 0",
        "500, -3, 0",
        "503, 999999, 300",
        "408, 99999999999999999999, 0"
    })
    void who_is_told_to_come_back_knows_when(int status, String header, int seconds) throws Exception {
        port.next(header == null ? Answer.of(status) : Answer.of(status, "Retry-After", header));
        SendResult result = sender().send(REQUEST);
        assertThat(result).isInstanceOf(ComeBack.class);
        ComeBack back = (ComeBack) result;
        assertThat(back.after()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(back.status()).isEqualTo(status);
        assertThat(back.why()).contains("/v1/logs: status " + status);
    }

    @Test
    void retry_after_may_be_a_date() throws Exception {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(60));
        port.next(Answer.of(503, "Retry-After", date));
        assertThat(((ComeBack) sender().send(REQUEST)).after())
                .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @CsvSource({
        "400, CONTENT",
        "413, CONTENT",
        "401, SENDER",
        "403, SENDER",
        "404, SENDER",
        "302, SENDER",
        "415, SENDER"
    })
    void a_refusal_says_what_is_wrong(int status, Cause cause) throws Exception {
        port.next(Answer.of(status).with(status("no\u0007 way")));
        SendResult result = sender().send(REQUEST);
        assertThat(result).isInstanceOf(Refused.class);
        assertThat(((Refused) result).cause()).isEqualTo(cause);
        assertThat(((Refused) result).why()).endsWith("status %d no  way".formatted(status));
    }

    /** As {@code google.rpc.Status} is written. */
    private static byte[] status(String message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeInt32(1, 3);
        out.writeString(2, message);
        out.flush();
        return bytes.toByteArray();
    }

    @Test
    void nobody_there_and_no_answer_are_reasons_to_come_back() throws Exception {
        port.hang();
        SendResult hanging = new LogSender(port.url(), Credential.none(), Duration.ofMillis(300)).send(REQUEST);
        assertThat(hanging).isInstanceOf(ComeBack.class);
        assertThat(((ComeBack) hanging).why()).contains("no answer within");
        port.close();
        SendResult away = sender().send(REQUEST);
        assertThat(away).isInstanceOf(ComeBack.class);
        assertThat(((ComeBack) away).status()).isZero();
    }

    @Test
    void a_huge_answer_is_read_in_part_only_and_the_connection_goes_on() throws Exception {
        port.next(new Answer(400, Map.of("Content-Type", "text/html"), new byte[5 << 20]));
        LogSender sender = sender();
        assertThat(sender.send(REQUEST)).isInstanceOf(Refused.class);
        assertThat(sender.send(REQUEST)).isEqualTo(new Taken());
    }

    @Test
    void a_key_is_sent_and_told_to_nobody(@TempDir Path directory) throws Exception {
        Credential key = Credential.key(" plinth_ingest_abc\n");
        new LogSender(port.url(), key).send(REQUEST);
        assertThat(port.taken().getFirst().authorization()).isEqualTo("ApiKey plinth_ingest_abc");
        assertThat(key).hasToString("a key");
        assertThatThrownBy(() -> Credential.key("abc\r\nX-Forged: 1"))
                .hasMessageContaining("expected")
                .hasMessageNotContaining("abc");
        Path file = Files.writeString(directory.resolve("key"), "secret of file\n");
        assertThat(((ComeBack) new LogSender(port.url(), Credential.file(file)).send(REQUEST)).why())
                .contains("cannot be read")
                .doesNotContain("secret");
        assertThat(Credential.from(Map.of("PLINTH_INGEST_KEY", "k", "PLINTH_INGEST_KEY_FILE", "/f")))
                .hasToString("a key");
        assertThat(Credential.from(Map.of("PLINTH_INGEST_KEY_FILE", "/f"))).hasToString("the key in /f");
        assertThat(Credential.from(Map.of())).hasToString("no key");
    }

    @Test
    void a_key_file_is_read_again_when_the_key_is_refused(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("key");
        LogSender sender = new LogSender(port.url(), Credential.file(file));
        assertThat(((ComeBack) sender.send(REQUEST)).why()).contains("cannot be read");
        assertThat(port.requests()).isZero();
        Files.writeString(file, "old");
        port.always(received ->
                Answer.of("ApiKey new".equals(received.authorization()) ? 200 : 401, "WWW-Authenticate", "ApiKey"));
        assertThat(((Refused) sender.send(REQUEST)).status()).isEqualTo(401);
        assertThat(port.requests()).isEqualTo(1);
        Files.writeString(file, "new\n");
        assertThat(sender.send(REQUEST)).isEqualTo(new Taken());
        assertThat(port.requests()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a:1", "localhost:4318", "http:///x", "http://user:secret@host:1"})
    void what_is_no_address_is_refused_at_once(String endpoint) {
        assertThatThrownBy(() -> new LogSender(URI.create(endpoint), Credential.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: http:// or https://")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "http://a:1, http://a:1/v1/logs",
        "http://a:1/, http://a:1/v1/logs",
        "https://a/otlp/, https://a/otlp/v1/logs",
        "http://a:1/v1/logs, http://a:1/v1/logs"
    })
    void the_path_is_added_to_the_endpoint(String endpoint, String target) {
        assertThat(new LogSender(URI.create(endpoint), Credential.none()).target())
                .hasToString(target);
    }

    @Test
    void metrics_have_a_path_of_their_own() {
        assertThat(new LogSender(URI.create("http://a:1/otlp"), LogSender.Signal.METRICS, Credential.none()).target())
                .hasToString("http://a:1/otlp/v1/metrics");
    }

    @ParameterizedTest
    @CsvSource({
        "http://plinth.example:4318, true",
        "https://plinth.example, false",
        "http://127.0.0.1:4318, false",
        "http://[::1]:1, false"
    })
    void a_key_that_would_be_readable_on_its_way_is_noticed(String endpoint, boolean tells) {
        assertThat(new LogSender(URI.create(endpoint), Credential.key("k")).tellsItsKey())
                .isEqualTo(tells);
        assertThat(new LogSender(URI.create(endpoint), Credential.none()).tellsItsKey())
                .isFalse();
    }
}
