// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.secret;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.ledger.SpecSealer;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Keeps the values of secrets, sealed. The only way to a value in clear text is {@link #reveal}. */
@Service
public class SecretVault implements SpecSealer {
    /** The kind whose specs it seals. */
    public static final String KIND = "Secret";

    private static final int MAX_CHARS = 64 << 10;

    private final JdbcClient jdbc;
    private final Access access;
    private final ResourceView resources;
    private final MasterKey key;

    SecretVault(JdbcClient jdbc, Access access, ResourceView resources, SecretProperties properties) {
        this.jdbc = jdbc;
        this.access = access;
        this.resources = resources;
        boolean any = Boolean.TRUE.equals(jdbc.sql("select exists (select from kernel.secret_value)")
                .query(Boolean.class)
                .single());
        this.key = MasterKey.load(properties.masterKeyFile(), any);
    }

    @Override
    public String kind() {
        return KIND;
    }

    /**
     * Takes the value out of the spec. A spec without a value, as {@code get} shows it, is good if that value is still here: so
     * what was fetched can be applied again, and a change can be reverted.
     */
    @Override
    public JsonNode seal(ResourceKey secret, JsonNode spec) {
        JsonNode value = spec.get("value");
        if (value == null) {
            return requireKnown(secret, spec);
        }
        if (!value.isString() || value.asString().isEmpty() || value.asString().length() > MAX_CHARS) {
            throw invalid("spec.value", "a text of 1 to " + MAX_CHARS + " characters");
        }
        String clear = value.asString();
        String owner = owner(secret);
        String fingerprint = key.fingerprint(clear, owner);
        jdbc.sql("""
                        insert into kernel.secret_value (env, name, fingerprint, key_id, sealed)
                        values (:env, :name, :fingerprint, :keyId, :sealed) on conflict do nothing
                        """)
                .param("env", secret.env())
                .param("name", secret.name())
                .param("fingerprint", fingerprint)
                .param("keyId", key.id())
                .param("sealed", key.seal(clear, owner))
                .update();
        return JsonNodeFactory.instance.objectNode().put("keyId", key.id()).put("fingerprint", fingerprint);
    }

    private JsonNode requireKnown(ResourceKey secret, JsonNode spec) {
        JsonNode fingerprint = spec.get("fingerprint");
        if (fingerprint == null
                || !fingerprint.isString()
                || find(secret, fingerprint.asString()).isEmpty()) {
            throw invalid("spec.value", "a value (one with this fingerprint is not stored for this secret)");
        }
        return spec;
    }

    private static ProblemException invalid(String field, String expected) {
        return new ProblemException(
                ErrorCode.SPEC_INVALID,
                "The secret's value is missing or not usable.",
                List.of(new Violation(field, "(not shown)", expected)));
    }

    /**
     * Seals what a room keeps in a table of its own.
     *
     * @param belongsTo room and name, as {@code identity/signing-key/k1}: sealed for one, it cannot be opened for another
     */
    public byte[] seal(String clear, String belongsTo) {
        return key.seal(clear, belongsTo);
    }

    /** @throws ProblemException {@code SECRET_UNREADABLE} when another master key sealed it, or it was changed */
    public String open(byte[] sealed, String belongsTo) {
        try {
            return key.open(sealed, belongsTo);
        } catch (GeneralSecurityException e) {
            throw new ProblemException(
                    ErrorCode.SECRET_UNREADABLE,
                    "%s cannot be opened with the master key %s. Give Plinth the key that sealed it."
                            .formatted(belongsTo, key.id()),
                    List.of(),
                    Map.of(),
                    e);
        }
    }

    /** What only a core with the same master key can make of the text. */
    public byte[] sign(String text) {
        return key.sign(text);
    }

    /** Names the master key, without telling it. */
    public String keyId() {
        return key.id();
    }

    /**
     * The value in clear text, for use at once.
     *
     * @throws ProblemException {@code FORBIDDEN}, {@code NOT_FOUND}, or {@code SECRET_UNREADABLE} when another master key sealed it
     */
    public String reveal(Principal principal, String env, String name) {
        ResourceKey secret = new ResourceKey(KIND, env, name);
        access.require(principal, Verb.REVEAL, secret);
        Resource resource = resources.find(secret);
        if (resource == null) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "There is no " + secret + ".");
        }
        List<Sealed> sealed = find(secret, resource.spec().get("fingerprint").asString());
        if (sealed.isEmpty()) {
            throw new ProblemException(ErrorCode.SECRET_UNREADABLE, "The value of " + secret + " is not stored.");
        }
        return open(secret, sealed.getFirst());
    }

    private String open(ResourceKey secret, Sealed sealed) {
        try {
            return key.open(sealed.bytes(), owner(secret));
        } catch (GeneralSecurityException e) {
            throw new ProblemException(
                    ErrorCode.SECRET_UNREADABLE,
                    "%s was sealed with the master key %s (this one is %s). Give Plinth that key, or write the secret anew."
                            .formatted(secret, sealed.keyId(), key.id()),
                    List.of(),
                    Map.of("keyId", sealed.keyId()),
                    e);
        }
    }

    private record Sealed(String keyId, byte[] bytes) {}

    private List<Sealed> find(ResourceKey secret, String fingerprint) {
        return jdbc.sql("select key_id, sealed from kernel.secret_value where env = ? and name = ? and fingerprint = ?")
                .params(secret.env(), secret.name(), fingerprint)
                .query((row, i) -> new Sealed(row.getString(1), row.getBytes(2)))
                .list();
    }

    private static String owner(ResourceKey secret) {
        return secret.env() + "/" + secret.name();
    }
}
