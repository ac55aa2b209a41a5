// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.cache;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.kernel.provision.AppName;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.List;

/** Keys and channels of Redis that begin with the space's own prefix. */
public record CacheSpaceSpec(
        @JsonPropertyDescription("Apps that may use it, as catalog") @NotEmpty @Size(max = 100)
        List<@AppName String> apps) {}
