// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.alerting.template.Node.Command;
import dev.plinth.alerting.template.Node.Operand;
import dev.plinth.alerting.template.Node.Pipeline;
import dev.plinth.alerting.template.Token.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a template: what is known to be wrong with it is found here, names of functions and variables included. */
final class Parser {
    /** Deeper ones could end the stack. */
    private static final int DEEPEST = 100;

    private static final Set<String> KEYWORDS =
            Set.of("if", "else", "end", "range", "with", "define", "template", "block", "break", "continue");

    private final String text;
    private final List<Token> tokens;
    private final Map<String, List<Node>> defined = new HashMap<>();
    private List<String> variables = new ArrayList<>();
    private int at;
    private int depth;
    private int loops;

    private Parser(String text) {
        this.text = text;
        this.tokens = Lexer.tokens(text);
    }

    /** A template and those that are defined in it. */
    record Parsed(List<Node> body, Map<String, List<Node>> defined) {}

    /**
     * Reads it.
     *
     * @param variables those that it finds
     */
    static Parsed parse(String text, List<String> variables) {
        Parser parser = new Parser(text);
        parser.variables.addAll(variables);
        List<Node> body = parser.nodes(true);
        return new Parsed(body, Map.copyOf(parser.defined));
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        if (!token.is(Kind.END)) {
            at++;
        }
        return token;
    }

    private Token expect(Kind kind, String context) {
        Token token = next();
        if (!token.is(kind)) {
            throw unexpected(token, context);
        }
        return token;
    }

    private static TemplateProblem unexpected(Token token, String context) {
        return new TemplateProblem(token.offset(), "unexpected " + token + " in " + context);
    }

    private boolean isKeyword(String word) {
        return peek().is(Kind.OPEN) && tokens.get(at + 1).isWord(word);
    }

    /** What there is until an else or end, or until the end of all. */
    private List<Node> nodes(boolean top) {
        List<Node> nodes = new ArrayList<>();
        while (!peek().is(Kind.END)) {
            if (peek().is(Kind.TEXT)) {
                nodes.add(new Node.Text(next().text()));
            } else if (isKeyword("end") || isKeyword("else")) {
                if (top) {
                    throw new TemplateProblem(
                            peek().offset(),
                            "unexpected {{" + tokens.get(at + 1).text() + "}}");
                }
                return nodes;
            } else {
                Node node = action(top);
                if (node != null) {
                    nodes.add(node);
                }
            }
        }
        if (!top) {
            throw new TemplateProblem(text.length(), "unexpected EOF: an {{end}} is missing");
        }
        return nodes;
    }

    private void deepen(int offset) {
        if (++depth > DEEPEST) {
            throw new TemplateProblem(offset, "nested more than " + DEEPEST + " deep");
        }
    }

    private @Nullable Node action(boolean top) {
        Token open = next();
        Token word = peek();
        if (!word.is(Kind.IDENTIFIER) || !KEYWORDS.contains(word.text())) {
            Node.Action action = new Node.Action(pipeline("command", Kind.CLOSE));
            next();
            return action;
        }
        next();
        deepen(open.offset());
        try {
            return switch (word.text()) {
                case "if", "with", "range" -> control(word.text());
                case "template" -> call();
                case "block" -> block();
                case "define" -> {
                    if (!top) {
                        throw new TemplateProblem(
                                open.offset(), "unexpected {{define}}: it must not be inside another");
                    }
                    Token name = expect(Kind.STRING, "define clause");
                    expect(Kind.CLOSE, "define clause");
                    define(name);
                    yield null;
                }
                default -> leave(word);
            };
        } finally {
            depth--;
        }
    }

    private Node leave(Token word) {
        expect(Kind.CLOSE, "{{" + word.text() + "}}");
        if (loops == 0) {
            throw new TemplateProblem(word.offset(), "{{" + word.text() + "}} outside {{range}}");
        }
        return word.text().equals("break") ? new Node.Break() : new Node.Continue();
    }

    private Node control(String keyword) {
        int scope = variables.size();
        Pipeline pipeline = pipeline(keyword, Kind.CLOSE);
        next();
        boolean range = keyword.equals("range");
        loops += range ? 1 : 0;
        List<Node> then = nodes(false);
        loops -= range ? 1 : 0;
        List<Node> otherwise = otherwise(keyword);
        variables.subList(scope, variables.size()).clear();
        return switch (keyword) {
            case "if" -> new Node.If(pipeline, then, otherwise);
            case "with" -> new Node.With(pipeline, then, otherwise);
            default -> new Node.Range(pipeline, then, otherwise);
        };
    }

    private List<Node> otherwise(String keyword) {
        next();
        Token word = next();
        if (word.isWord("end")) {
            expect(Kind.CLOSE, "end");
            return List.of();
        }
        Token after = next();
        if (after.is(Kind.CLOSE)) {
            List<Node> otherwise = nodes(false);
            next();
            Token end = next();
            if (!end.isWord("end")) {
                throw new TemplateProblem(end.offset(), "expected end; found {{else}}");
            }
            expect(Kind.CLOSE, "end");
            return otherwise;
        }
        if (!keyword.equals("range") && after.isWord(keyword)) {
            deepen(after.offset());
            List<Node> chained = List.of(control(keyword));
            depth--;
            return chained;
        }
        throw unexpected(after, "else");
    }

    private Node call() {
        Token name = expect(Kind.STRING, "template clause");
        Pipeline argument = peek().is(Kind.CLOSE) ? null : pipeline("template clause", Kind.CLOSE);
        next();
        return new Node.Call(GoLiterals.string(name.text(), name.offset()), argument, name.offset());
    }

    private Node block() {
        Token name = expect(Kind.STRING, "block clause");
        Pipeline argument = pipeline("block clause", Kind.CLOSE);
        next();
        define(name);
        return new Node.Call(GoLiterals.string(name.text(), name.offset()), argument, name.offset());
    }

    /** A template knows no variables of others. */
    private void define(Token name) {
        List<String> outside = variables;
        int outsideLoops = loops;
        variables = new ArrayList<>(List.of("$"));
        loops = 0;
        List<Node> body = nodes(false);
        next();
        Token end = next();
        if (!end.isWord("end")) {
            throw unexpected(end, "define clause");
        }
        expect(Kind.CLOSE, "define clause");
        variables = outside;
        loops = outsideLoops;
        if (defined.put(GoLiterals.string(name.text(), name.offset()), body) != null) {
            throw new TemplateProblem(name.offset(), "multiple definition of template " + name.text());
        }
    }

    private Pipeline pipeline(String context, Kind end) {
        int offset = peek().offset();
        List<String> names = new ArrayList<>();
        boolean declares = variables(names, context);
        List<Command> commands = new ArrayList<>();
        while (!peek().is(end)) {
            commands.add(command(context));
            if (!peek().is(end)) {
                expect(Kind.PIPE, context); // nothing need follow it
            }
        }
        if (commands.isEmpty()) {
            throw new TemplateProblem(peek().offset(), "missing value for " + context);
        }
        for (int i = 1; i < commands.size(); i++) {
            Operand first = commands.get(i).operands().getFirst();
            if (first instanceof Node.Constant || first instanceof Node.Dot || first instanceof Node.Nil) {
                throw new TemplateProblem(
                        commands.get(i).offset(), "non executable command in pipeline stage " + (i + 1));
            }
        }
        if (declares) {
            variables.addAll(names);
        }
        return new Pipeline(names, declares, commands, offset);
    }

    /** Reads {@code $x :=}, {@code $x =} or {@code $i, $x :=}; says whether it declares. */
    private boolean variables(List<String> names, String context) {
        if (!peek().is(Kind.VARIABLE)) {
            return false;
        }
        Kind second = tokens.get(at + 1).kind();
        if (second == Kind.COMMA) {
            if (!context.equals("range") || !tokens.get(at + 2).is(Kind.VARIABLE)) {
                throw new TemplateProblem(peek().offset(), "too many declarations in " + context);
            }
            names.add(next().text());
            next();
        } else if (second != Kind.DECLARE && second != Kind.ASSIGN) {
            return false;
        }
        Token last = next();
        names.add(last.text());
        Token sign = next();
        if (!sign.is(Kind.DECLARE) && !sign.is(Kind.ASSIGN)) {
            throw unexpected(sign, context);
        }
        boolean declares = sign.is(Kind.DECLARE);
        for (String name : names) {
            if (!declares) {
                known(name, last.offset());
            }
        }
        return declares;
    }

    private String known(String name, int offset) {
        if (!variables.contains(name)) {
            throw new TemplateProblem(offset, "undefined variable \"" + name + "\"");
        }
        return name;
    }

    private Command command(String context) {
        int start = peek().offset();
        List<Operand> operands = new ArrayList<>();
        while (true) {
            Token token = peek();
            if (token.is(Kind.CLOSE) || token.is(Kind.RIGHT_PAREN) || token.is(Kind.PIPE)) {
                break;
            }
            if (!operands.isEmpty() && !token.spaceBefore()) {
                throw unexpected(token, "operand (a space may be missing)");
            }
            operands.add(operand(context));
        }
        if (operands.isEmpty()) {
            throw new TemplateProblem(start, "empty command");
        }
        return new Command(
                operands, start, text.substring(start, peek().offset()).strip());
    }

    private Operand operand(String context) {
        Token token = next();
        Operand operand = switch (token.kind()) {
            case IDENTIFIER -> word(token);
            case DOT -> new Node.Dot();
            case FIELD -> new Node.Fields(new Node.Dot(), fields(token));
            case VARIABLE -> new Node.Variable(known(token.text(), token.offset()));
            case STRING -> new Node.Constant(GoLiterals.string(token.text(), token.offset()));
            case CHARACTER -> new Node.Constant(GoLiterals.character(token.text(), token.offset()));
            case NUMBER -> new Node.Constant(GoLiterals.number(token.text(), token.offset()));
            case LEFT_PAREN -> {
                deepen(token.offset());
                Pipeline inner = pipeline("parenthesized pipeline", Kind.RIGHT_PAREN);
                next();
                depth--;
                yield new Node.Parenthesised(inner);
            }
            default -> throw unexpected(token, context);
        };
        if (peek().is(Kind.FIELD) && !peek().spaceBefore()) {
            Token field = next();
            if (operand instanceof Node.Constant || operand instanceof Node.Nil || operand instanceof Node.Dot) {
                throw unexpected(field, "operand: a constant has no fields");
            }
            return new Node.Fields(operand, fields(field));
        }
        return operand;
    }

    /** The names of {@code .a.b.c}. */
    private List<String> fields(Token first) {
        List<String> names = new ArrayList<>(List.of(first.text().substring(1)));
        while (peek().is(Kind.FIELD) && !peek().spaceBefore()) {
            names.add(next().text().substring(1));
        }
        return names;
    }

    private static Operand word(Token token) {
        return switch (token.text()) {
            case "true" -> new Node.Constant(true);
            case "false" -> new Node.Constant(false);
            case "nil" -> new Node.Nil();
            default -> {
                if (!Functions.isDefined(token.text())) {
                    throw new TemplateProblem(token.offset(), "function \"" + token.text() + "\" not defined");
                }
                yield new Node.Function(token.text(), token.offset());
            }
        };
    }
}
