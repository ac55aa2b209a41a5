// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.ParseException;

/** The key with which this gateway signs tokens for the services behind it. Made once, and kept in a file of mode 0600. */
final class OwnKey {
    private OwnKey() {}

    static ECKey load(Path file) throws IOException {
        try {
            if (Files.exists(file)) {
                return ECKey.parse(Files.readString(file));
            }
            ECKey key = new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate();
            // a temporary file has mode 0600 from the start
            Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), ".key", ".tmp");
            Files.writeString(temporary, key.toJSONString());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            return key;
        } catch (ParseException e) {
            throw new IOException(file + " is no key; delete it, and another is made", e);
        } catch (JOSEException e) {
            throw new IllegalStateException("Every JDK makes EC keys", e);
        }
    }
}
