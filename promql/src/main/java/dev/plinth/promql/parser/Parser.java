// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.VectorMatching.Cardinality;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads PromQL. */
public final class Parser {
    private static final int DEEPEST = 500;

    private final Tokens tokens;
    private final ParserOptions options;
    private final LabelParser labels;
    private final DurationParser durations;
    private int depth;

    private Parser(String text, ParserOptions options) {
        this.tokens = new Tokens(text);
        this.options = options;
        this.labels = new LabelParser(tokens);
        this.durations = new DurationParser(tokens, options.durationExpressions());
    }

    /**
     * The tree of a query, whose types are checked.
     *
     * @throws ParseException when it is none
     */
    public static Expr parse(String query, ParserOptions options) {
        Parser parser = new Parser(query, options);
        if (parser.tokens.isNext(TokenType.END_OF_INPUT)) {
            parser.tokens.problem(new Position(0, 0), "no expression found in input");
            parser.tokens.throwProblems();
        }
        Expr expr = parser.expression(0);
        parser.end();
        new TypeChecker(parser.tokens).check(expr);
        parser.tokens.throwProblems();
        return expr;
    }

    /**
     * The matchers of a selector such as {@code up{job="api"}}.
     *
     * @throws ParseException when it is none
     */
    public static List<Matcher> parseSelector(String selector) {
        Parser parser = new Parser(selector, ParserOptions.STABLE);
        TokenType type = parser.tokens.peek().type();
        if (!type.isMetricName() && type != TokenType.LEFT_BRACE) {
            throw parser.tokens.unexpected();
        }
        Expr.VectorSelector parsed = parser.labels.selector(type == TokenType.LEFT_BRACE ? null : parser.tokens.take());
        parser.end();
        return parsed.matchers();
    }

    /**
     * The labels of one series: {@code up{job="api"}}.
     *
     * @throws ParseException when it is none
     */
    public static Labels parseMetric(String metric) {
        Parser parser = new Parser(metric, ParserOptions.STABLE);
        Labels parsed = parser.labels.metric();
        parser.end();
        return parsed;
    }

    private void end() {
        if (!tokens.isNext(TokenType.END_OF_INPUT)) {
            throw tokens.unexpected();
        }
        tokens.throwProblems();
    }

    private Expr expression(int minPrecedence) {
        int depthBefore = depth;
        deepen();
        Expr left = signed();
        while (true) {
            BinaryOperator operator = Operators.binary(tokens.peek().type());
            if (operator == null || operator.precedence() < minPrecedence) {
                depth = depthBefore;
                return left;
            }
            deepen(); // the tree grows to the left
            tokens.take();
            left = binary(left, operator);
        }
    }

    /** A query must not be so deep that there is no stack to evaluate it on. */
    private void deepen() {
        depth++;
        if (depth > DEEPEST) {
            tokens.problem(tokens.peek().position(), "query has more than " + DEEPEST + " nested expressions");
            tokens.throwProblems();
        }
    }

    private Expr signed() {
        if (!tokens.isNext(TokenType.ADD) && !tokens.isNext(TokenType.SUB)) {
            return modified(primary());
        }
        Token sign = tokens.take();
        boolean negative = sign.type() == TokenType.SUB;
        Expr operand = expression(BinaryOperator.POWER.precedence());
        Position position = new Position(sign.start(), operand.position().end());
        return operand instanceof Expr.NumberLiteral number
                ? new Expr.NumberLiteral(negative ? -number.value() : number.value(), number.duration(), position)
                : new Expr.Unary(negative, operand, position);
    }

    private Expr binary(Expr left, BinaryOperator operator) {
        boolean returnBool = tokens.accept(TokenType.BOOL);
        VectorMatching matching = matching();
        boolean rightAssociative = operator == BinaryOperator.POWER;
        Expr right = expression(rightAssociative ? operator.precedence() : operator.precedence() + 1);
        boolean vectors = left.type() == ValueType.VECTOR && right.type() == ValueType.VECTOR;
        if (operator.isSetOperator() && matching.cardinality() == Cardinality.ONE_TO_ONE) {
            matching = matching.with(Cardinality.MANY_TO_MANY);
        }
        boolean matters = vectors || !matching.labels().isEmpty();
        return new Expr.Binary(operator, left, right, matters ? matching : null, returnBool);
    }

    private VectorMatching matching() {
        boolean on = tokens.isNext(TokenType.ON);
        if (!on && !tokens.isNext(TokenType.IGNORING)) {
            return new VectorMatching(Cardinality.ONE_TO_ONE, false, List.of(), List.of());
        }
        tokens.take();
        List<String> names = labels.names();
        boolean left = tokens.isNext(TokenType.GROUP_LEFT);
        if (!left && !tokens.isNext(TokenType.GROUP_RIGHT)) {
            return new VectorMatching(Cardinality.ONE_TO_ONE, on, names, List.of());
        }
        tokens.take();
        List<String> include = tokens.isNext(TokenType.LEFT_PAREN) ? labels.names() : List.of();
        return new VectorMatching(left ? Cardinality.MANY_TO_ONE : Cardinality.ONE_TO_MANY, on, names, include);
    }

    private Expr primary() {
        Token token = tokens.peek();
        return switch (token.type()) {
            case NUMBER, DURATION -> {
                tokens.take();
                double value = Operators.number(tokens, token);
                yield new Expr.NumberLiteral(value, token.type() == TokenType.DURATION, token.position());
            }
            case STRING -> {
                tokens.take();
                yield new Expr.StringLiteral(Literals.unquote(token.text()), token.position());
            }
            case LEFT_PAREN -> {
                tokens.take();
                Expr operand = expression(0);
                Token close = tokens.expect(TokenType.RIGHT_PAREN);
                yield new Expr.Paren(operand, Position.from(token.position(), close.position()));
            }
            case LEFT_BRACE -> labels.selector(null);
            default -> {
                if (!token.type().isMetricName()) {
                    throw tokens.unexpected();
                }
                yield named(tokens.take());
            }
        };
    }

    private Expr named(Token name) {
        boolean called = tokens.isNext(TokenType.LEFT_PAREN);
        if (name.type() == TokenType.IDENTIFIER && called) {
            return call(name);
        }
        if (name.type().isAggregator() && (called || tokens.isNext(TokenType.BY) || tokens.isNext(TokenType.WITHOUT))) {
            return aggregate(name);
        }
        return labels.selector(name);
    }

    private Expr call(Token name) {
        List<Expr> arguments = arguments();
        Position position = new Position(name.start(), tokens.lastEnd());
        Function function = Functions.find(name.text());
        if (function == null) {
            tokens.problem(name.position(), "unknown function with name " + Texts.quote(name.text()));
            function = new Function(name.text(), List.of(), -1, ValueType.VECTOR, false);
        } else if (function.experimental() && !options.experimentalFunctions()) {
            tokens.problem(name.position(), "function " + Texts.quote(name.text()) + " is not enabled");
        }
        return new Expr.Call(function, arguments, position);
    }

    private List<Expr> arguments() {
        tokens.expect(TokenType.LEFT_PAREN);
        List<Expr> arguments = new ArrayList<>();
        if (tokens.accept(TokenType.RIGHT_PAREN)) {
            return arguments;
        }
        while (true) {
            arguments.add(expression(0));
            if (tokens.accept(TokenType.RIGHT_PAREN)) {
                return arguments;
            }
            Token comma = tokens.expect(TokenType.COMMA);
            if (tokens.accept(TokenType.RIGHT_PAREN)) {
                tokens.problem(comma.position(), "trailing commas not allowed in function call args");
                return arguments;
            }
        }
    }

    private Expr aggregate(Token name) {
        AggregateOperator operator = AggregateOperator.valueOf(name.type().name());
        tokens.enterAggregation();
        Grouping grouping = grouping();
        List<Expr> arguments = arguments();
        tokens.leaveAggregation();
        if (grouping == null) {
            grouping = grouping();
        }
        Position position = new Position(name.start(), tokens.lastEnd());
        int expected = operator.hasParameter() ? 2 : 1;
        if (arguments.isEmpty()) {
            tokens.problem(position, "no arguments for aggregate expression provided");
        } else if (operator.isExperimental() && !options.experimentalFunctions()) {
            tokens.problem(
                    position,
                    operator.symbol()
                            + "() is experimental and must be enabled with --enable-feature=promql-experimental-functions");
        } else if (arguments.size() != expected) {
            tokens.problem(
                    position,
                    "wrong number of arguments for aggregate expression provided, expected " + expected + ", got "
                            + arguments.size());
        }
        Expr last = arguments.isEmpty() ? new Expr.NumberLiteral(0, false, position) : arguments.getLast();
        return new Expr.Aggregate(
                operator,
                last,
                operator.hasParameter() && !arguments.isEmpty() ? arguments.getFirst() : null,
                grouping == null ? List.of() : grouping.names,
                grouping != null && grouping.without,
                position);
    }

    /** The labels that results have, or that they have not. */
    private record Grouping(boolean without, List<String> names) {}

    private @Nullable Grouping grouping() {
        boolean without = tokens.isNext(TokenType.WITHOUT);
        if (!without && !tokens.isNext(TokenType.BY)) {
            return null;
        }
        tokens.take();
        return new Grouping(without, labels.names());
    }

    /** The expression with the ranges, offsets and times that follow it. */
    private Expr modified(Expr primary) {
        Expr expr = primary;
        while (true) {
            switch (tokens.peek().type()) {
                case OFFSET -> expr = offset(expr);
                case AT -> expr = at(expr);
                case LEFT_BRACKET -> expr = range(expr);
                default -> {
                    return expr;
                }
            }
        }
    }

    private Expr offset(Expr expr) {
        tokens.take();
        DurationParser.Duration duration = durations.offset();
        Timing timing = timing(expr);
        if (timing == null) {
            tokens.problem(
                    expr.position(),
                    "offset modifier must be preceded by an instant vector selector or range vector selector or a"
                            + " subquery");
            return expr;
        }
        if (timing.hasOffset()) {
            tokens.problem(expr.position(), "offset may not be set multiple times");
        }
        return with(expr, timing.withOffset(duration.millis(), duration.expression()));
    }

    private Expr at(Expr expr) {
        tokens.take();
        Token token = tokens.peek();
        Timing.At at = switch (token.type()) {
            case START, END -> {
                tokens.take();
                expectInAt(TokenType.LEFT_PAREN);
                expectInAt(TokenType.RIGHT_PAREN);
                boolean start = token.type() == TokenType.START;
                yield new Timing.At(start ? Timing.At.Kind.START : Timing.At.Kind.END, 0);
            }
            case ADD, SUB -> {
                tokens.take();
                yield time(expr, token.type() == TokenType.SUB ? -1 : 1);
            }
            default -> time(expr, 1);
        };
        Timing timing = timing(expr);
        if (timing == null) {
            tokens.problem(
                    expr.position(),
                    "@ modifier must be preceded by an instant vector selector or range vector selector or a subquery");
            return expr;
        }
        if (timing.at() != null) {
            tokens.problem(expr.position(), "@ <timestamp> may not be set multiple times");
        }
        return with(expr, timing.withAt(at));
    }

    private void expectInAt(TokenType type) {
        if (!tokens.accept(type)) {
            throw tokens.unexpected("@", "timestamp");
        }
    }

    private Timing.At time(Expr expr, double sign) {
        if (!tokens.isNext(TokenType.NUMBER) && !tokens.isNext(TokenType.DURATION)) {
            throw tokens.unexpected("@", "timestamp");
        }
        double seconds = sign * Operators.number(tokens, tokens.take());
        if (Double.isNaN(seconds) || seconds >= Long.MAX_VALUE || seconds <= Long.MIN_VALUE) {
            tokens.problem(
                    expr.position(),
                    "timestamp out of bounds for @ modifier: "
                            + (Double.isNaN(seconds) || Double.isInfinite(seconds)
                                    ? Texts.plain(seconds)
                                    : Texts.plain(seconds) + ".000000"));
        }
        return new Timing.At(Timing.At.Kind.TIME, Math.round(seconds * 1000));
    }

    private static @Nullable Timing timing(Expr expr) {
        return switch (expr) {
            case Expr.VectorSelector selector -> selector.timing();
            case Expr.MatrixSelector matrix -> matrix.selector().timing();
            case Expr.Subquery subquery -> subquery.timing();
            default -> null;
        };
    }

    private Expr with(Expr expr, Timing timing) {
        Position position = new Position(expr.position().start(), tokens.lastEnd());
        return switch (expr) {
            case Expr.VectorSelector selector -> selector.with(timing, position);
            case Expr.MatrixSelector matrix ->
                new Expr.MatrixSelector(
                        matrix.selector().with(timing, matrix.selector().position()),
                        matrix.range(),
                        matrix.rangeText(),
                        position);
            case Expr.Subquery subquery -> subquery.with(timing, position);
            default -> expr;
        };
    }

    private Expr range(Expr expr) {
        Token open = tokens.take();
        DurationParser.Duration range = durations.positive("subquery selector", "number or duration");
        if (tokens.accept(TokenType.COLON)) {
            return subquery(expr, range);
        }
        if (!tokens.accept(TokenType.RIGHT_BRACKET)) {
            throw tokens.unexpected("subquery or range", "\":\" or \"]\"");
        }
        Position position = new Position(expr.position().start(), tokens.lastEnd());
        if (expr instanceof Expr.VectorSelector selector && selector.timing().equals(Timing.NONE)) {
            return new Expr.MatrixSelector(selector, range.millis(), range.expression(), position);
        }
        String problem = "ranges only allowed for vector selectors";
        if (expr instanceof Expr.VectorSelector selector) {
            problem = selector.timing().hasOffset()
                    ? "no offset modifiers allowed before range"
                    : "no @ modifiers allowed before range";
        }
        tokens.problem(new Position(open.start(), tokens.lastEnd()), problem);
        return expr;
    }

    private Expr subquery(Expr expr, DurationParser.Duration range) {
        boolean hasStep = !tokens.isNext(TokenType.RIGHT_BRACKET);
        DurationParser.Duration step =
                hasStep ? durations.positive("subquery selector", "number or duration or \"]\"") : null;
        if (!tokens.accept(TokenType.RIGHT_BRACKET)) {
            throw tokens.unexpected("subquery selector", "\"]\"");
        }
        return new Expr.Subquery(
                expr,
                range.millis(),
                range.expression(),
                step == null ? 0 : step.millis(),
                step == null ? null : step.expression(),
                Timing.NONE,
                new Position(expr.position().start(), tokens.lastEnd()));
    }
}
