// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import java.util.Set;

/**
 * An application event: Plinth has new settings, and what follows them is in step.
 *
 * @param keys that were added, changed or taken away
 */
public record SettingsChanged(Set<String> keys) {}
