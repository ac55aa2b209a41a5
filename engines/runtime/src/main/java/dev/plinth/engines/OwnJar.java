// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The jars (or, in a build, the class folders) that classes of ours come from, for the class path of a child JVM. */
public final class OwnJar {
    private OwnJar() {}

    public static List<Path> of(Class<?>... classes) {
        List<Path> jars = new ArrayList<>();
        for (Class<?> each : classes) {
            try {
                Path jar = Path.of(
                        each.getProtectionDomain().getCodeSource().getLocation().toURI());
                if (!jars.contains(jar)) {
                    jars.add(jar);
                }
            } catch (URISyntaxException e) {
                throw new IllegalStateException("Cannot tell where " + each + " is from", e);
            }
        }
        return jars;
    }
}
