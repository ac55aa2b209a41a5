// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.search;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.kernel.provision.AppName;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An index in OpenSearch. What its fields are, the apps say that write it. */
public record IndexSpec(
        @JsonPropertyDescription("Apps that may make, write and read it, as catalog") @NotEmpty @Size(max = 100)
        List<@AppName String> apps,

        @JsonPropertyDescription("Apps that may read it only") @Nullable @Size(max = 100)
        List<@AppName String> readers) {
    boolean mayWrite(String app) {
        return apps.contains(app);
    }

    Set<String> everybody() {
        Set<String> all = new TreeSet<>(apps);
        if (readers != null) {
            all.addAll(readers);
        }
        return all;
    }
}
