// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a parsed template. Offsets are places in its text. */
sealed interface Node {
    /** Text as it is. */
    record Text(String text) implements Node {}

    /** A pipeline whose value is written, unless it goes into a variable. */
    record Action(Pipeline pipeline) implements Node {}

    record If(Pipeline condition, List<Node> then, List<Node> otherwise) implements Node {}

    record With(Pipeline value, List<Node> then, List<Node> otherwise) implements Node {}

    record Range(Pipeline over, List<Node> each, List<Node> otherwise) implements Node {}

    /** Another template, with a value that becomes its dot. */
    record Call(String name, @Nullable Pipeline argument, int offset) implements Node {}

    record Break() implements Node {}

    record Continue() implements Node {}

    /**
     * Commands, each of which gets the value of the one before as its last argument.
     *
     * @param variables those that get the value; two only for a range
     * @param declares whether they are new
     */
    record Pipeline(List<String> variables, boolean declares, List<Command> commands, int offset) {}

    /** An operand with its arguments, or one alone. */
    record Command(List<Operand> operands, int offset, String text) {}

    /** What an expression is made of. */
    sealed interface Operand {}

    record Dot() implements Operand {}

    record Nil() implements Operand {}

    /** A number, text, or truth value. */
    record Constant(Object value) implements Operand {}

    record Variable(String name) implements Operand {}

    record Function(String name, int offset) implements Operand {}

    record Parenthesised(Pipeline pipeline) implements Operand {}

    /** Fields of a value, one of the other. */
    record Fields(Operand of, List<String> names) implements Operand {}
}
