// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Certificates of X.509 and until when they are good. */
public final class Certificates {
    private Certificates() {}

    /** @throws CertificateException with a message for people */
    public static List<X509Certificate> read(String pem) throws CertificateException {
        List<X509Certificate> found = new ArrayList<>();
        byte[] bytes = pem.getBytes(StandardCharsets.UTF_8);
        for (Certificate each :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes))) {
            found.add((X509Certificate) each);
        }
        return found;
    }

    /** @param authorities in PEM; those of the Java runtime when null */
    public static X509ExtendedTrustManager trusting(@Nullable String authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities == null ? null : store(read(authorities)));
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509ExtendedTrustManager manager) {
                return manager;
            }
        }
        throw new GeneralSecurityException("this Java runtime cannot verify certificates");
    }

    private static KeyStore store(List<X509Certificate> authorities) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    public static Instant earliestExpiry(List<X509Certificate> certificates) {
        return certificates.stream()
                .map(Certificates::expiry)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    public static Instant expiry(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    /** When the first expires of those from the one that was shown up to an authority; null when there is no such chain. */
    public static @Nullable Instant chainExpiry(List<X509Certificate> shown, X509Certificate[] authorities) {
        try {
            X509CertSelector leaf = new X509CertSelector();
            leaf.setCertificate(shown.getFirst());
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                    Arrays.stream(authorities)
                            .map(each -> new TrustAnchor(each, null))
                            .collect(Collectors.toSet()),
                    leaf);
            parameters.setRevocationEnabled(false);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(shown)));
            PKIXCertPathBuilderResult built = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            List<X509Certificate> chain = new ArrayList<>();
            built.getCertPath().getCertificates().forEach(each -> chain.add((X509Certificate) each));
            X509Certificate anchor = built.getTrustAnchor().getTrustedCert();
            if (anchor != null) {
                chain.add(anchor);
            }
            return earliestExpiry(chain);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }
}
