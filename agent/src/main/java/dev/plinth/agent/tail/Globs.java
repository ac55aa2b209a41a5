// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.tail;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Paths with wildcards: {@code *}, {@code ?}, <code>{a,b}</code> and {@code [a-z]} in a name, {@code **} for any folders or none. Compressed
 * files are never among what they find.
 */
final class Globs {
    private static final int DEEPEST = 32;
    private static final Pattern COMPRESSED = Pattern.compile(".*\\.(gz|tgz|bz2|xz|zst|lz4|zip|Z)");
    private static final Pattern WILD = Pattern.compile(".*[*?\\[{\\\\].*");

    private final List<List<String>> patterns;
    private final List<PathMatcher> whole;
    private final List<PathMatcher> excludedPaths;
    private final List<PathMatcher> excludedNames;

    Globs(List<String> paths, List<String> exclude) {
        patterns = paths.stream().map(Globs::segments).toList();
        // what is between two slashes may also be nothing, other than Java has it
        whole = paths.stream()
                .flatMap(path -> java.util.stream.Stream.of(path, path.replace("/**/", "/")))
                .distinct()
                .map(Globs::matcher)
                .toList();
        excludedPaths = exclude.stream()
                .filter(path -> path.contains("/"))
                .map(Globs::matcher)
                .toList();
        excludedNames = exclude.stream()
                .filter(path -> !path.contains("/"))
                .map(Globs::matcher)
                .toList();
    }

    private static List<String> segments(String glob) {
        String from = glob.startsWith("/") ? glob.substring(1) : glob;
        return List.of(from.split("/+"));
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }

    /** Each file once, whatever its names and links, in the order of the first of them. */
    Collection<Found> find() {
        TreeSet<Path> paths = new TreeSet<>();
        patterns.forEach(pattern -> expand(Path.of("/"), pattern, 0, 0, paths));
        Map<Object, Found> files = new LinkedHashMap<>();
        for (Path path : paths) {
            Found found = isLeftOut(path) ? null : Found.at(path);
            if (found != null) {
                files.putIfAbsent(found.key(), found);
            }
        }
        return files.values();
    }

    /** Whether a file of that name would be found. */
    boolean cover(Path path) {
        return !isLeftOut(path) && whole.stream().anyMatch(glob -> glob.matches(path));
    }

    private boolean isLeftOut(Path path) {
        Path name = path.getFileName();
        return name == null
                || isCompressed(path)
                || excludedNames.stream().anyMatch(glob -> glob.matches(name))
                || excludedPaths.stream().anyMatch(glob -> glob.matches(path));
    }

    static boolean isCompressed(Path path) {
        return COMPRESSED.matcher(path.toString()).matches();
    }

    private static void expand(Path folder, List<String> pattern, int at, int depth, Collection<Path> paths) {
        if (depth > DEEPEST) {
            return;
        }
        String segment = pattern.get(at);
        boolean last = at == pattern.size() - 1;
        if (segment.equals("**")) {
            if (!last) {
                expand(folder, pattern, at + 1, depth, paths);
            }
            for (Path child : list(folder, matcher("*"))) {
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    expand(child, pattern, at, depth + 1, paths);
                } else if (last) {
                    paths.add(child);
                }
            }
            return;
        }
        List<Path> children =
                WILD.matcher(segment).matches() ? list(folder, matcher(segment)) : List.of(folder.resolve(segment));
        for (Path child : children) {
            if (last) {
                paths.add(child);
            } else if (Files.isDirectory(child)) {
                expand(child, pattern, at + 1, depth + 1, paths);
            }
        }
    }

    private static List<Path> list(Path folder, PathMatcher names) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> content =
                Files.newDirectoryStream(folder, child -> names.matches(child.getFileName()))) {
            content.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            // a folder that may not be read, or that is going away, has no files for us
            return found;
        }
        return found;
    }
}
