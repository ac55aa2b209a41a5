// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority, and what it has signed; made by the JDK's keytool. */
final class TestingCertificates {
    private static final String PASSWORD = "of-this-test";
    private static final String LOOPBACK = "SAN=dns:localhost,ip:127.0.0.1";

    private final Path file;

    TestingCertificates(Path directory) throws Exception {
        file = directory.resolve("certificates.p12");
        keytool("authority", "-dname", "CN=Authority of this test", "-ext", "bc:c", "-validity", "200");
        keytool("good", "-dname", "CN=good", "-ext", LOOPBACK, "-signer", "authority", "-validity", "100");
        keytool(
                "expired",
                "-dname",
                "CN=expired",
                "-ext",
                LOOPBACK,
                "-signer",
                "authority",
                "-startdate",
                "-10d",
                "-validity",
                "5");
        keytool(
                "future",
                "-dname",
                "CN=future",
                "-ext",
                LOOPBACK,
                "-signer",
                "authority",
                "-startdate",
                "+10d",
                "-validity",
                "5");
        keytool("elsewhere", "-dname", "CN=elsewhere", "-ext", "SAN=dns:other.example.com", "-signer", "authority");
        keytool("stranger", "-dname", "CN=stranger", "-ext", LOOPBACK);
    }

    private void keytool(String alias, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    private KeyStore store() throws Exception {
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    /** Of a server that shows this one, with the authority that has signed it. */
    SSLContext server(String alias) throws Exception {
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        char[] password = PASSWORD.toCharArray();
        one.setKeyEntry(alias, store().getKey(alias, password), password, store().getCertificateChain(alias));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    Instant expiry(String alias) throws Exception {
        return ((X509Certificate) store().getCertificate(alias)).getNotAfter().toInstant();
    }

    /** As PEM, indented so that it can stand in a block of YAML. */
    String authority(int indent) throws Exception {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(store().getCertificate("authority").getEncoded());
        return ("-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----").indent(indent);
    }
}
