// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.PlinthClient;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.EnumerablePropertySource;

/** The app's settings in Plinth, as they are now. */
final class PlinthPropertySource extends EnumerablePropertySource<PlinthClient> {
    static final String NAME = "plinth";

    PlinthPropertySource(PlinthClient client) {
        super(NAME, client);
    }

    private Map<String, String> properties() {
        return source.configuration().state().properties();
    }

    @Override
    public String[] getPropertyNames() {
        return properties().keySet().toArray(String[]::new);
    }

    @Override
    public @Nullable Object getProperty(String name) {
        return properties().get(name);
    }
}
