// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Reports in the XML of JUnit, which build servers read: a suite for each file, a case for each test in it. */
public final class JUnitReport {
    private JUnitReport() {}

    public static String of(List<RuleTestReport> reports) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            for (RuleTestReport report : reports) {
                suite(xml, report);
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text + "\n";
    }

    private static void suite(XMLStreamWriter xml, RuleTestReport report) throws XMLStreamException {
        String problem = report.problem();
        long failures =
                report.tests().stream().filter(test -> !test.isSuccess()).count();
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", report.file().toString());
        xml.writeAttribute("tests", Integer.toString(report.tests().size() + (problem == null ? 0 : 1)));
        xml.writeAttribute("failures", Long.toString(failures));
        xml.writeAttribute("errors", problem == null ? "0" : "1");
        if (problem != null) {
            testCase(xml, report, "file", "error", List.of(problem));
        }
        for (RuleTestReport.Test test : report.tests()) {
            testCase(xml, report, test.name(), "failure", test.failures());
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private static void testCase(
            XMLStreamWriter xml, RuleTestReport report, String name, String kind, List<String> problems)
            throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", report.file().toString());
        xml.writeAttribute("name", printable(name));
        for (String problem : problems) {
            xml.writeCharacters("\n      ");
            xml.writeStartElement(kind);
            xml.writeAttribute("message", printable(problem.lines().findFirst().orElse("")));
            xml.writeCharacters(printable(problem));
            xml.writeEndElement();
        }
        if (!problems.isEmpty()) {
            xml.writeCharacters("\n    ");
        }
        xml.writeEndElement();
    }

    /** XML has no control characters. */
    private static String printable(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]", "\uFFFD");
    }
}
