// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import dev.plinth.promql.parser.ParseException.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tokens of a query one after the other, and the problems found on the way. A token is read only when somebody looks at it. */
final class Tokens {
    private final String query;
    private final Lexer lexer;
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable Token next;
    private int lastEnd;
    private int aggregations;

    Tokens(String query) {
        this.query = query;
        this.lexer = new Lexer(query);
    }

    String query() {
        return query;
    }

    Token peek() {
        Token token = next;
        if (token == null) {
            token = lexer.next();
            if (token.type() == TokenType.ERROR) {
                problem(new Position(token.start(), query.length()), token.text());
                throw new ParseException(query, problems);
            }
            next = token;
        }
        return token;
    }

    boolean isNext(TokenType type) {
        return peek().type() == type;
    }

    Token take() {
        Token token = peek();
        next = null;
        lastEnd = token.end();
        return token;
    }

    /** Takes the next token if it is of this type. */
    boolean accept(TokenType type) {
        boolean is = isNext(type);
        if (is) {
            take();
        }
        return is;
    }

    /** Takes a token of this type; any other is unexpected. */
    Token expect(TokenType type) {
        if (!isNext(type)) {
            throw unexpected();
        }
        return take();
    }

    /** Where the last token that was taken ends. */
    int lastEnd() {
        return lastEnd;
    }

    /** What is unexpected from here on is so in an aggregation. */
    void enterAggregation() {
        aggregations++;
    }

    void leaveAggregation() {
        aggregations--;
    }

    /** Something is wrong that does not hinder reading on. */
    void problem(Position position, String message) {
        problems.add(new Problem(position, message));
    }

    ParseException unexpected() {
        return unexpected(aggregations > 0 ? "aggregation" : "", "");
    }

    /** @param context what the token is in */
    ParseException unexpected(String context, String expected) {
        Token token = peek();
        problem(
                token.position(),
                "unexpected " + token.description() + (context.isEmpty() ? "" : " in " + context)
                        + (expected.isEmpty() ? "" : ", expected " + expected));
        return new ParseException(query, problems);
    }

    void throwProblems() {
        if (!problems.isEmpty()) {
            throw new ParseException(query, problems);
        }
    }
}
