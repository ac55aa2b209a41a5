// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.util.Locale;

/** The system this program runs on, as lock files name it: {@code linux-amd64}, {@code linux-arm64}, {@code macos-arm64}. */
public final class Platform {
    private Platform() {}

    public static String current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static String of(String name, String architecture) {
        String system = name.toLowerCase(Locale.ROOT);
        String os = system.startsWith("mac") ? "macos" : system.startsWith("windows") ? "windows" : system;
        String arch = switch (architecture) {
            case "x86_64", "amd64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> architecture;
        };
        return os + "-" + arch;
    }
}
