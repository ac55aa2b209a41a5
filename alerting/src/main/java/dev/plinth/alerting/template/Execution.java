// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.alerting.template.GoValue.Absent;
import dev.plinth.alerting.template.GoValue.GoMap;
import dev.plinth.alerting.template.GoValue.Struct;
import dev.plinth.alerting.template.Node.Command;
import dev.plinth.alerting.template.Node.Operand;
import dev.plinth.alerting.template.Node.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One expansion of a template. */
final class Execution {
    /** Characters that a template, and each text in it, may have. */
    static final int LONGEST = 1 << 20;

    private static final int MOST_STEPS = 200_000;
    private static final int DEEPEST_CALLS = 100;

    private final TemplateContext context;
    private final Map<String, List<Node>> defined;
    private final UnaryOperator<String> escape;
    private final StringBuilder out = new StringBuilder();
    private List<Variable> variables = new ArrayList<>();
    private int steps;
    private int calls;

    /** @param escape what is done to the text of each action, not to that of the template */
    Execution(TemplateContext context, Map<String, List<Node>> defined, UnaryOperator<String> escape) {
        this.context = context;
        this.defined = defined;
        this.escape = escape;
    }

    /** A variable, which an inner one of the same name hides. */
    private static final class Variable {
        private final String name;
        private Object value;

        Variable(String name, Object value) {
            this.name = name;
            this.value = value;
        }
    }

    /** How a list of nodes ended. */
    private enum End {
        NORMAL,
        BREAK,
        CONTINUE
    }

    static TemplateProblem tooLong() {
        return new TemplateProblem("the text gets longer than " + LONGEST + " characters");
    }

    String run(List<Node> body, TemplateData data) {
        List<Object> values = data.variables();
        for (int i = 0; i < values.size(); i++) {
            declare(TemplateData.VARIABLES.get(i), values.get(i));
        }
        walk(body, data.asStruct());
        return out.toString();
    }

    String run(List<Node> body, TemplateFields data) {
        GoValue.Struct dot = data.asStruct();
        declare(TemplateFields.VARIABLES.getFirst(), dot);
        walk(body, dot);
        return out.toString();
    }

    private void step(int offset) {
        if (++steps > MOST_STEPS) {
            throw new TemplateProblem(offset, "more than " + MOST_STEPS + " steps");
        }
    }

    private void declare(String name, Object value) {
        variables.add(new Variable(name, value));
    }

    private Variable variable(String name) {
        for (int i = variables.size() - 1; i >= 0; i--) {
            if (variables.get(i).name.equals(name)) {
                return variables.get(i);
            }
        }
        throw new IllegalStateException(name);
    }

    private void write(String text, int offset) {
        if (out.length() + text.length() > LONGEST) {
            throw tooLong().at(offset, "");
        }
        out.append(text);
    }

    private End walk(List<Node> nodes, Object dot) {
        for (Node node : nodes) {
            End end = walk(node, dot);
            if (end != End.NORMAL) {
                return end;
            }
        }
        return End.NORMAL;
    }

    private End walk(Node node, Object dot) {
        switch (node) {
            case Node.Text text -> {
                step(0);
                write(text.text(), 0);
            }
            case Node.Action action -> {
                Object value = evaluate(action.pipeline(), dot);
                if (action.pipeline().variables().isEmpty()) {
                    String text = value instanceof Absent ? "<no value>" : GoFormat.display(value);
                    write(escape.apply(text), action.pipeline().offset());
                }
            }
            case Node.Call call -> call(call, dot);
            case Node.Break stop -> {
                return End.BREAK;
            }
            case Node.Continue next -> {
                return End.CONTINUE;
            }
            case Node.If condition -> {
                int scope = variables.size();
                boolean truth = GoValue.isTrue(evaluate(condition.condition(), dot));
                End end = walk(truth ? condition.then() : condition.otherwise(), dot);
                leave(scope);
                return end;
            }
            case Node.With with -> {
                int scope = variables.size();
                Object value = evaluate(with.value(), dot);
                End end = GoValue.isTrue(value) ? walk(with.then(), value) : walk(with.otherwise(), dot);
                leave(scope);
                return end;
            }
            case Node.Range range -> {
                return range(range, dot);
            }
        }
        return End.NORMAL;
    }

    private void leave(int scope) {
        variables.subList(scope, variables.size()).clear();
    }

    private void call(Node.Call call, Object dot) {
        List<Node> body = defined.get(call.name());
        if (body == null) {
            throw new TemplateProblem(call.offset(), "template \"" + call.name() + "\" not defined");
        }
        Object argument = call.argument() == null ? Absent.VALUE : evaluate(call.argument(), dot);
        if (++calls > DEEPEST_CALLS) {
            throw new TemplateProblem(call.offset(), "exceeded maximum template depth (" + DEEPEST_CALLS + ")");
        }
        List<Variable> outside = variables;
        variables = new ArrayList<>(List.of(new Variable("$", argument)));
        walk(body, argument);
        variables = outside;
        calls--;
    }

    private End range(Node.Range range, Object dot) {
        int scope = variables.size();
        Pipeline over = range.over();
        Object value = evaluate(over, dot, false);
        List<Object> keys = new ArrayList<>();
        List<Object> elements = new ArrayList<>();
        switch (value) {
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    keys.add((long) i);
                    elements.add(list.get(i));
                }
            }
            case GoMap map ->
                map.sorted().forEach((key, element) -> {
                    keys.add(key);
                    elements.add(element);
                });
            case Long count -> {
                if (count > MOST_STEPS) {
                    throw new TemplateProblem(over.offset(), "more than " + MOST_STEPS + " steps");
                }
                for (long i = 0; i < count; i++) {
                    keys.add(i);
                    elements.add(i);
                }
            }
            case Absent absent -> {}
            default -> throw new TemplateProblem(over.offset(), "range can't iterate over " + GoFormat.display(value));
        }
        if (elements.isEmpty()) {
            End end = walk(range.otherwise(), dot);
            leave(scope);
            return end;
        }
        for (int i = 0; i < elements.size(); i++) {
            step(over.offset());
            bind(over, keys.get(i), elements.get(i));
            End end = walk(range.each(), elements.get(i));
            leave(scope);
            if (end == End.BREAK) {
                break;
            }
        }
        return End.NORMAL;
    }

    private void bind(Pipeline over, Object key, Object element) {
        List<String> names = over.variables();
        for (int i = 0; i < names.size(); i++) {
            Object value = i == names.size() - 1 ? element : key;
            if (over.declares()) {
                declare(names.get(i), value);
            } else {
                variable(names.get(i)).value = value;
            }
        }
    }

    private Object evaluate(Pipeline pipeline, Object dot) {
        return evaluate(pipeline, dot, true);
    }

    private Object evaluate(Pipeline pipeline, Object dot, boolean bind) {
        Object value = null;
        for (Command command : pipeline.commands()) {
            step(command.offset());
            try {
                value = evaluate(command, dot, value);
            } catch (TemplateProblem problem) {
                throw problem.at(command.offset(), "at <" + command.text() + ">: ");
            }
        }
        Object result = value == null ? Absent.VALUE : value;
        if (bind && !pipeline.variables().isEmpty()) {
            String name = pipeline.variables().getLast();
            if (pipeline.declares()) {
                declare(name, result);
            } else {
                variable(name).value = result;
            }
        }
        return result;
    }

    /** @param last what the command before gave, or null when there is none */
    private Object evaluate(Command command, Object dot, @Nullable Object last) {
        Operand first = command.operands().getFirst();
        List<Operand> given = command.operands().subList(1, command.operands().size());
        if (first instanceof Node.Function function) {
            return function(function, given, dot, last);
        }
        if (first instanceof Node.Fields fields) {
            return fields(fields, dot, arguments(given, dot, last));
        }
        if (!given.isEmpty() || last != null) {
            throw new TemplateProblem("can't give argument to non-function " + command.text());
        }
        if (first instanceof Node.Nil) {
            throw new TemplateProblem("nil is not a command");
        }
        return value(first, dot);
    }

    private List<Object> arguments(List<Operand> given, Object dot, @Nullable Object last) {
        List<Object> arguments = new ArrayList<>();
        for (Operand operand : given) {
            arguments.add(value(operand, dot));
        }
        if (last != null) {
            arguments.add(last);
        }
        return arguments;
    }

    private Object value(Operand operand, Object dot) {
        return switch (operand) {
            case Node.Dot here -> dot;
            case Node.Nil nil -> Absent.VALUE;
            case Node.Constant constant -> constant.value();
            case Node.Variable variable -> variable(variable.name()).value;
            case Node.Function function -> function(function, List.of(), dot, null);
            case Node.Parenthesised inner -> evaluate(inner.pipeline(), dot);
            case Node.Fields fields -> fields(fields, dot, List.of());
        };
    }

    private Object fields(Node.Fields fields, Object dot, List<Object> arguments) {
        Object value = value(fields.of(), dot);
        List<String> names = fields.names();
        for (int i = 0; i < names.size(); i++) {
            value = field(value, names.get(i), i == names.size() - 1 ? arguments : List.of());
        }
        return value;
    }

    private static Object field(Object of, String name, List<Object> arguments) {
        Object member = GoTimes.member(of, name, arguments);
        if (member == null) {
            member = GoPairs.member(of, name, arguments);
        }
        if (member != null) {
            return member;
        }
        if (!arguments.isEmpty()) {
            throw new TemplateProblem(name + " has arguments but cannot be invoked as function");
        }
        if (of instanceof GoMap map) {
            return map.get(name);
        }
        if (of instanceof Absent) {
            throw new TemplateProblem("nil pointer evaluating interface {}." + name);
        }
        Object value = of instanceof Struct struct ? struct.fields().get(name) : null;
        if (value == null) {
            String hint = of instanceof Struct struct
                    ? " (expected: one of " + String.join(", ", struct.fields().keySet()) + ")"
                    : "";
            throw new TemplateProblem("can't evaluate field " + name + " in type " + GoValue.type(of) + hint);
        }
        return value;
    }

    private Object function(Node.Function function, List<Operand> given, Object dot, @Nullable Object last) {
        try {
            if (function.name().equals("and") || function.name().equals("or")) {
                return logic(function.name().equals("or"), given, dot, last);
            }
            Object result = Functions.call(function.name(), arguments(given, dot, last), context);
            if (result instanceof String text && text.length() > LONGEST) {
                throw tooLong();
            }
            return result;
        } catch (TemplateProblem problem) {
            throw problem.at(function.offset(), "error calling " + function.name() + ": ");
        }
    }

    /** The first argument that decides, or the last; those after it are not evaluated. */
    private Object logic(boolean decides, List<Operand> given, Object dot, @Nullable Object last) {
        Object value = null;
        for (Operand operand : given) {
            value = value(operand, dot);
            if (GoValue.isTrue(value) == decides) {
                return value;
            }
        }
        value = last != null ? last : value;
        if (value == null) {
            throw new TemplateProblem("wrong number of args: want at least 1 got 0");
        }
        return value;
    }
}
