// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where this user's local Maven repository is, found as Maven finds it, without loading Maven. */
public final class LocalRepository {
    private static final Pattern SETTING = Pattern.compile("<localRepository>\\s*([^<]+?)\\s*</localRepository>");
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);

    private LocalRepository() {}

    /** Where it is, as Maven would find it. */
    public static Path find() {
        String property = System.getProperty("maven.repo.local", "");
        if (!property.isBlank()) {
            return Path.of(property);
        }
        Path home = Path.of(System.getProperty("user.home"), ".m2");
        return fromSettings(home.resolve("settings.xml"), home.resolve("repository"));
    }

    static Path fromSettings(Path settings, Path otherwise) {
        if (!Files.isReadable(settings)) {
            return otherwise;
        }
        try {
            Matcher setting =
                    SETTING.matcher(COMMENT.matcher(Files.readString(settings)).replaceAll(""));
            return setting.find()
                    ? Path.of(setting.group(1).replace("${user.home}", System.getProperty("user.home")))
                    : otherwise;
        } catch (IOException e) {
            return otherwise;
        }
    }
}
