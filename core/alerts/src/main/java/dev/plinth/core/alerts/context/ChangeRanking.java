// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.context;

import dev.plinth.core.alerts.context.Surroundings.Neighbour;
import dev.plinth.core.kernel.ledger.Change;
import dev.plinth.core.kernel.ledger.Version;
import dev.plinth.core.telemetry.query.KindsOfObservers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How likely a change has caused an alert, by what it is about. */
final class ChangeRanking {
    /** What hardly ever is a cause, whatever it names. */
    private static final Set<String> HARDLY = Set.of("LogLevel");

    private static final int LONGEST_TEXT = 100_000;

    private final Surroundings around;

    ChangeRanking(Surroundings around) {
        this.around = around;
    }

    /** The likeliest first. */
    enum Rank {
        SERVICE,
        NEIGHBOUR,
        ENVIRONMENT
    }

    /** @param why for people */
    record Ranked(Rank rank, String why) {}

    /** Null for what cannot be a cause. */
    @Nullable
    Ranked rank(Change change) {
        if (KindsOfObservers.contains(change.key().kind())) {
            return null;
        }
        if (!HARDLY.contains(change.key().kind())) {
            List<String> texts = texts(change);
            for (String service : around.services()) {
                if (names(change, texts, service)) {
                    return new Ranked(Rank.SERVICE, "names " + service);
                }
            }
            for (Neighbour neighbour : around.neighbours()) {
                if (names(change, texts, neighbour.name())) {
                    return new Ranked(Rank.NEIGHBOUR, "names %s, %s".formatted(neighbour.name(), neighbour.relation()));
                }
            }
        }
        return new Ranked(Rank.ENVIRONMENT, change.key().isGlobal() ? "for all environments" : "same environment");
    }

    private static boolean names(Change change, List<String> texts, String service) {
        return Mentions.inName(change.key().name(), service)
                || texts.stream().anyMatch(text -> Mentions.inText(text, service));
    }

    /** All values in it, as it was before and as it is after. */
    private static List<String> texts(Change change) {
        List<String> texts = new ArrayList<>();
        addTexts(change.before(), texts);
        addTexts(change.after(), texts);
        return texts;
    }

    private static void addTexts(@Nullable Version version, List<String> to) {
        if (version != null) {
            to.addAll(version.labels().values());
            addTexts(version.spec(), to);
        }
    }

    private static void addTexts(JsonNode node, List<String> to) {
        if (node.isString()) {
            String text = node.asString();
            to.add(text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text);
        } else {
            node.forEach(each -> addTexts(each, to));
        }
    }
}
