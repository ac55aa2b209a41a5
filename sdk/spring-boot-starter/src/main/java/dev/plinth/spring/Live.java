// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import java.util.function.Consumer;

/**
 * Something that follows the settings. Injected as {@code Live<ShopProperties>} for a type with {@code @ConfigurationProperties}, also a record;
 * or with {@link LiveValue} for a single value. A setting that cannot be used is told in the log, and the last good value stays.
 */
public interface Live<T> {
    /** As it is now; ask each time it is needed. */
    T value();

    /** Told of each new value, on the thread that takes in changes: be quick. */
    void onChange(Consumer<? super T> listener);
}
