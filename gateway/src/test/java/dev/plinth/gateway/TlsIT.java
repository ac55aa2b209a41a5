// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS by PEM files, as a certificate authority hands them out. */
class TlsIT {
    @TempDir
    static Path directory;

    /** Writes a certificate of its own for that name, and its key, as PEM files. */
    private static void issue(String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "of-this-test")
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "of-this-test".toCharArray());
        write("certificate.pem", "CERTIFICATE", keys.getCertificate("test").getEncoded());
        write(
                "key.pem",
                "PRIVATE KEY",
                keys.getKey("test", "of-this-test".toCharArray()).getEncoded());
    }

    private static void write(String file, String type, byte[] bytes) throws IOException {
        Files.writeString(
                directory.resolve(file),
                "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                        .formatted(type, Base64.getMimeEncoder().encodeToString(bytes)));
    }

    /** Who the server says it is; trusts anybody, as the certificate is of this test. */
    private static String subject(int port, String request) throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new Anybody()}, null);
        try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void a_renewed_certificate_is_used_without_a_restart_and_a_broken_one_is_not() throws Exception {
        issue("first");
        String request = "GET /echo HTTP/1.1\r\nHost: plinth.test\r\n\r\n";
        try (TestingUpstream echo = TestingUpstream.echo();
                TestGateway gateway = TestGateway.knowing()
                        .route("echo", "{\"paths\": [\"/echo\"], \"service\": \"echo\", \"access\": \"none\"}")
                        .instance("echo", echo.port())
                        .tls(directory.resolve("certificate.pem"), directory.resolve("key.pem"))
                        .start()) {
            assertThat(subject(gateway.port(), request)).isEqualTo("CN=first");
            assertThat(echo.requests().getLast().headers())
                    .containsEntry("x-forwarded-proto", "https")
                    .containsEntry("x-forwarded-port", "443");
            issue("second");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(subject(gateway.port(), request)).isEqualTo("CN=second"));
            Files.writeString(directory.resolve("certificate.pem"), "nonsense");
            await().during(Duration.ofSeconds(6))
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(subject(gateway.port(), request)).isEqualTo("CN=second"));
        }
    }

    @Test
    void a_certificate_that_cannot_be_used_is_named_at_the_start() throws Exception {
        issue("other");
        Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");
        assertThatThrownBy(() -> TestGateway.knowing()
                        .tls(nonsense, directory.resolve("key.pem"))
                        .start())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nonsense.pem");
    }
}
