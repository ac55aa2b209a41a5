// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.business.Happening.Sort;
import dev.plinth.core.telemetry.business.TransactionSpec.Amount;
import dev.plinth.core.telemetry.business.TransactionSpec.Condition;
import dev.plinth.core.telemetry.business.TransactionSpec.Events;
import dev.plinth.core.telemetry.business.TransactionSpec.Requests;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A transaction as it is declared, ready to be found in what happens. */
final class DeclaredTransaction {
    private static final List<String> REASONS = List.of("reason", "error.type", "problem", "status");
    private static final List<String> USERS = List.of("user", "user.id", "enduser.id");
    private static final String STATUS = "status";
    private static final int FAILED = 400;
    private static final int MAX_REASON = 180;

    private final ResourceKey key;
    private final TransactionSpec spec;
    private final @Nullable PathGlob path;
    private final @Nullable Set<String> methods;

    DeclaredTransaction(ResourceKey key, TransactionSpec spec) {
        this.key = key;
        this.spec = spec;
        Requests route = spec.route();
        this.path = route == null || route.path() == null ? null : new PathGlob(route.path());
        this.methods = route == null || route.methods() == null ? null : Set.copyOf(route.methods());
    }

    ResourceKey key() {
        return key;
    }

    TransactionSpec spec() {
        return spec;
    }

    /** The route or event that it is about. */
    String about() {
        return spec.route() != null
                ? spec.route().name()
                : Objects.requireNonNull(spec.event()).name();
    }

    Sort sort() {
        return spec.route() != null ? Sort.REQUEST : Sort.EVENT;
    }

    /** Null when it is none. */
    @Nullable
    Outcome outcome(Happening what) {
        if (!matches(what)) {
            return null;
        }
        boolean success = isSuccess(what);
        return new Outcome(key.env(), key.name(), success, success ? "" : reason(what), amount(what), user(what));
    }

    private boolean matches(Happening what) {
        if (what.sort() != sort()
                || !what.env().equals(key.env())
                || !what.name().equals(about())) {
            return false;
        }
        Events event = spec.event();
        if (event != null) {
            return event.service() == null || event.service().equals(what.service());
        }
        return (methods == null || methods.contains(what.field("method")))
                && (path == null || path.matches(what.field("path")));
    }

    private boolean isSuccess(Happening what) {
        Condition condition = spec.success();
        if (condition != null) {
            String value = what.field(condition.field());
            return condition.values().contains(value)
                    || (condition.field().equals(STATUS)
                            && value.length() == 3
                            && condition.values().contains(value.charAt(0) + "xx"));
        }
        if (what.sort() == Sort.EVENT) {
            return what.field("error.type").isEmpty();
        }
        String status = what.field(STATUS);
        return status.matches("[1-9][0-9]{2}") && Integer.parseInt(status) < FAILED;
    }

    private String reason(Happening what) {
        String reason = spec.reasonField() == null
                ? REASONS.stream()
                        .map(what::field)
                        .filter(each -> !each.isEmpty())
                        .findFirst()
                        .orElse("")
                : what.field(spec.reasonField());
        String plain = reason.replace('\0', '\uFFFD').strip();
        return plain.isEmpty() ? "(unknown)" : plain.length() > MAX_REASON ? plain.substring(0, MAX_REASON) : plain;
    }

    private BigDecimal amount(Happening what) {
        Amount amount = spec.amount();
        if (amount == null) {
            return BigDecimal.ZERO;
        }
        String text = what.field(amount.field());
        if (!text.matches("-?[0-9]{1,15}(\\.[0-9]{1,9})?")) {
            return BigDecimal.ZERO;
        }
        return new BigDecimal(text);
    }

    private @Nullable String user(Happening what) {
        if (spec.userField() != null) {
            String user = what.field(spec.userField());
            return user.isEmpty() ? null : user;
        }
        return USERS.stream()
                .map(what::field)
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse(what.user());
    }
}
