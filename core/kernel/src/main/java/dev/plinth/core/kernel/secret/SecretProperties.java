// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.secret;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How secrets are sealed.
 *
 * @param masterKeyFile file of mode 0600 with 32 bytes in base64; written at the first start. Whoever has it and the database can
 *     read every secret; who loses it, none
 */
@Validated
@ConfigurationProperties("plinth.secrets")
public record SecretProperties(@NotNull Path masterKeyFile) {}
