// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.alerting.ruletest.Promtool.Verdict;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.ParserOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gives the same files to a real promtool and to ours. Its version is older, so only what it knows is asked. */
class PromtoolIT {
    private static final int GENERATED = 60;
    private static final int NUMBERS = 150;
    private static final String NUMBER_TEMPLATE = "{{ <n> }} {{ print <n> }} {{ humanize <n> }} {{ humanize1024 <n> }}"
            + " {{ humanizeDuration <n> }} {{ humanizePercentage <n> }}"
            + " {{ printf \"%f %.<p>f %e %.<p>e %g %.<p>g %v %8.<p>f|%-12g|%+.<p>f|%012.3f\" <n> <n> <n> <n> <n> <n> <n> <n> <n> <n> <n> }}";
    private static final int MOST_SHOWN = 5;
    private static final long SEED = 20_261_126;
    private static final String FAILED_TEMPLATE = "<error expanding template: ";

    @TempDir
    Path directory;

    private final RuleTests ours = new RuleTests(ParserOptions.STABLE);

    private static List<String> blocks(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(PromtoolIT.class.getResourceAsStream(resource))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^={4,}.*\n", -1))
                    .filter(block -> !block.isBlank() && !block.startsWith("#"))
                    .map(String::stripTrailing)
                    .toList();
        }
    }

    /** What both say about the files is the same, and those succeed that should. */
    private void agree(List<Path> files, Set<Path> good) throws IOException, InterruptedException {
        Map<Path, Verdict> theirs = Promtool.test(directory, files);
        List<String> differences = new ArrayList<>();
        for (Path file : files) {
            RuleTestReport own = ours.run(file);
            Verdict verdict = theirs.get(file);
            if (verdict == null || verdict.success() != own.isSuccess() || own.isSuccess() != good.contains(file)) {
                differences.add(Files.readString(file) + "\nours: " + own + "\npromtool: " + verdict);
            }
        }
        assertThat(String.join("\n\n", differences.subList(0, Math.min(MOST_SHOWN, differences.size()))))
                .isEmpty();
    }

    @Test
    void generated_tests_succeed_and_fail_as_with_promtool() throws IOException, InterruptedException {
        GeneratedTests generated = new GeneratedTests(SEED, directory);
        List<Path> files = new ArrayList<>();
        Set<Path> good = new HashSet<>();
        for (int i = 0; i < GENERATED; i++) {
            List<Path> rightAndWrong = generated.next();
            good.add(rightAndWrong.getFirst());
            files.addAll(rightAndWrong);
        }
        agree(files, good);
        assertThat(generated.firing()).isGreaterThan(GENERATED);
        assertThat(generated.pending()).isGreaterThan(GENERATED);
    }

    @Test
    void written_tests_succeed_and_fail_as_with_promtool() throws IOException, InterruptedException {
        List<Path> files = new ArrayList<>();
        Set<Path> good = new HashSet<>();
        for (String block : blocks("/promtool-tests.txt")) {
            String[] parts = block.split("(?m)^-{4,} ?", 3);
            Path folder = Files.createDirectory(directory.resolve("t" + files.size()));
            Files.writeString(folder.resolve("rules.yml"), parts[1].replaceFirst("^[^\n]*\n", ""));
            files.add(Files.writeString(folder.resolve("test.yml"), parts[2].replaceFirst("^[^\n]*\n", "")));
            if (parts[0].startsWith("good")) {
                good.add(files.getLast());
            }
        }
        agree(files, good);
        assertThat(files).hasSizeGreaterThan(25);
    }

    @Test
    void templates_give_what_they_give_in_prometheus() throws IOException, InterruptedException {
        List<String> templates = blocks("/templates.txt");

        List<String> failing = compare(templates);

        assertThat(templates).hasSizeGreaterThan(150);
        assertThat(failing).hasSizeLessThan(templates.size() / 2);
    }

    @Test
    void numbers_are_written_as_in_prometheus() throws IOException, InterruptedException {
        Random random = new Random(SEED);
        List<String> templates = new ArrayList<>();
        for (int i = 0; i < NUMBERS; i++) {
            double magnitude = Math.pow(10, random.nextInt(32) - 14);
            double number = (random.nextInt(8) == 0 ? -1 : 1)
                    * magnitude
                    * (random.nextBoolean() ? random.nextDouble() : random.nextInt(2000) / 1000.0);
            String literal = Texts.plain(number);
            String constant = literal.contains(".") ? literal : literal + ".0";
            templates.add(NUMBER_TEMPLATE.replace("<n>", constant).replace("<p>", Integer.toString(random.nextInt(9))));
        }

        List<String> failing = compare(templates);

        assertThat(String.join("\n", failing)).isEmpty();
    }

    /** Expands templates here and there; gives those that fail, in both. */
    private List<String> compare(List<String> templates) throws IOException, InterruptedException {
        List<Path> files = new ArrayList<>();
        List<String> failing = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (String template : templates) {
            String text = TemplateFiles.expand(template);
            texts.add(text);
            if (text.startsWith(FAILED_TEMPLATE)) {
                failing.add(template);
            }
            // promtool says whether that is what it is there, or what there is instead
            files.add(TemplateFiles.write(directory, files.size(), template, text));
        }
        Map<Path, Verdict> theirs = Promtool.test(directory, files);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Verdict verdict = Objects.requireNonNull(theirs.get(files.get(i)));
            boolean failed = failing.contains(templates.get(i));
            int got = verdict.text().indexOf("got:");
            boolean same =
                    failed ? got >= 0 && verdict.text().substring(got).contains(FAILED_TEMPLATE) : verdict.success();
            // a template that is none stops both before any test
            if (!same && !(failed && verdict.text().contains("annotation \"text\": template: "))) {
                differences.add(templates.get(i) + "\nours: " + texts.get(i) + "\npromtool: " + verdict.text());
            }
        }
        assertThat(String.join("\n\n", differences.subList(0, Math.min(MOST_SHOWN, differences.size()))))
                .isEmpty();
        return failing;
    }
}
