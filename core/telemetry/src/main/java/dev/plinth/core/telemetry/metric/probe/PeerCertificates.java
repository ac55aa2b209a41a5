// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.core.telemetry.metric.certificate.Certificates;
import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Remembers what a server shows, verifies it, and says what is wrong with it and until when it is good. For one handshake. */
final class PeerCertificates extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager trusted;
    private final boolean any;
    private final String host;
    private final Clock clock;
    private volatile @Nullable Shown shown;

    /**
     * What a server has shown.
     *
     * @param refusal why it is refused; empty when it is not
     * @param chainExpiry null when it was not verified
     */
    record Shown(
            List<X509Certificate> certificates,
            String version,
            String refusal,
            @Nullable Instant chainExpiry) {}

    /**
     * @param any whether all are taken
     * @param host that the certificate must be for
     */
    PeerCertificates(X509ExtendedTrustManager trusted, boolean any, String host, Clock clock) {
        this.trusted = trusted;
        this.any = any;
        this.host = host;
        this.clock = clock;
    }

    /** Null when it has not come so far. */
    @Nullable
    Shown shown() {
        return shown;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        List<X509Certificate> certificates = List.of(chain);
        SSLSession session = engine.getHandshakeSession();
        String version = session == null ? "" : session.getProtocol();
        String refusal = any ? "" : refusal(chain, type, engine);
        shown = new Shown(
                certificates,
                version,
                refusal,
                any || !refusal.isEmpty()
                        ? null
                        : Certificates.chainExpiry(certificates, trusted.getAcceptedIssuers()));
        if (!refusal.isEmpty()) {
            throw new CertificateException(refusal);
        }
    }

    private String refusal(X509Certificate[] chain, String type, SSLEngine engine) {
        Instant until = Certificates.expiry(chain[0]);
        String expired = expired(chain);
        if (!expired.isEmpty()) {
            return expired;
        }
        try {
            trusted.checkServerTrusted(chain, type);
        } catch (CertificateException e) {
            return isUnknown(e)
                    ? "the certificate is of an authority that is not known (%s); it is good until %s"
                            .formatted(
                                    chain[chain.length - 1]
                                            .getIssuerX500Principal()
                                            .getName(),
                                    until)
                    : "the certificate is not valid (%s); it is good until %s"
                            .formatted(ProbeException.reason(e), until);
        }
        try {
            trusted.checkServerTrusted(chain, type, engine);
            return "";
        } catch (CertificateException e) {
            return "the certificate is not for %s (%s); it is good until %s"
                    .formatted(host, ProbeException.reason(e), until);
        }
    }

    /** Empty when none is. */
    private String expired(X509Certificate[] chain) {
        Instant now = clock.instant();
        for (X509Certificate each : chain) {
            Instant until = Certificates.expiry(each);
            if (until.isBefore(now)) {
                return "the certificate of %s has expired; it was good until %s"
                        .formatted(each.getSubjectX500Principal().getName(), until);
            }
        }
        Instant from = chain[0].getNotBefore().toInstant();
        return from.isAfter(now)
                ? "the certificate is not good before %s; it is good until %s"
                        .formatted(from, Certificates.expiry(chain[0]))
                : "";
    }

    private static boolean isUnknown(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("only with an engine");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("only with an engine");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("servers only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trusted.getAcceptedIssuers();
    }
}
