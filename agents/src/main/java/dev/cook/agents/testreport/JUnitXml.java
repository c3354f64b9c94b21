package dev.cook.agents.testreport;

import dev.cook.domain.TestOutcome;
import java.io.Reader;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads the XML that JUnit began and every test runner writes: {@code testsuites} and {@code testsuite}, nested, with
 * {@code testcase}s. A case with {@code failure} or {@code error} failed; one with {@code flakyFailure} or {@code flakyError}
 * (Surefire) passed when it was run again; one with {@code rerunFailure} beside its failure failed each time.
 *
 * <p>The file is hostile: no document type, no entity but the five of XML, nothing from elsewhere.
 */
final class JUnitXml {
    /** Elements in one another; real reports have five or six. */
    private static final int DEEPEST = 50;

    /** Characters of a failure's text that are looked at; its first line is shown. */
    private static final int LONGEST_TEXT = 4_000;

    private static final XMLInputFactory FACTORY = factory();

    private final XMLStreamReader xml;
    private final TestCases cases;
    private final Deque<String> suites = new ArrayDeque<>();
    private int depth;

    private JUnitXml(XMLStreamReader xml, TestCases cases) {
        this.xml = xml;
        this.cases = cases;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        // Without one of its own, the parser writes to the standard error.
        factory.setXMLReporter((_, _, _, _) -> {});
        factory.setXMLResolver((_, _, _, _) -> {
            throw new XMLStreamException("it refers to something outside of itself");
        });
        return factory;
    }

    /** @throws UnreadableReport if it is no such file, or not to its end; what came before has been added */
    static void read(Reader in, TestCases cases) throws UnreadableReport {
        try {
            XMLStreamReader xml = FACTORY.createXMLStreamReader(in);
            try {
                new JUnitXml(xml, cases).read();
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            throw new UnreadableReport("is not well-formed XML" + place(e));
        } catch (RuntimeException e) {
            // The parser of the JDK throws some for input that it does not expect.
            throw new UnreadableReport("is not well-formed XML");
        }
    }

    private static String place(XMLStreamException e) {
        return Optional.ofNullable(e.getLocation())
                .filter(at -> at.getLineNumber() > 0)
                .map(at -> " (line " + at.getLineNumber() + ")")
                .orElse("");
    }

    private void read() throws XMLStreamException, UnreadableReport {
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> start();
                case XMLStreamConstants.END_ELEMENT -> end();
                case XMLStreamConstants.DTD -> throw new UnreadableReport("has a document type, which is not allowed");
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new UnreadableReport("refers to an entity, which is not allowed");
                default -> {}
            }
        }
    }

    private void start() throws XMLStreamException, UnreadableReport {
        deeper();
        String element = xml.getLocalName();
        if (depth == 1 && !element.equals("testsuites") && !element.equals("testsuite")) {
            throw new UnreadableReport("is not a JUnit report: its root element is neither testsuites nor testsuite");
        }
        switch (element) {
            case "testsuite" -> suites.push(cases.suite(attribute("name")));
            case "testcase" -> testCase();
            // Of a suite as a whole, such as one that could not be set up.
            case "failure", "error" -> {
                String suite = suites.isEmpty() ? "" : suites.peek();
                cases.add(suite, TestOutcome.FAILED, Optional.empty(), message());
            }
            default -> {}
        }
    }

    private void end() {
        depth--;
        if (xml.getLocalName().equals("testsuite") && !suites.isEmpty()) {
            suites.pop();
        }
    }

    private void deeper() throws UnreadableReport {
        if (++depth > DEEPEST) {
            throw new UnreadableReport("has elements more than " + DEEPEST + " deep");
        }
    }

    private void testCase() throws XMLStreamException, UnreadableReport {
        String name = name();
        Optional<Duration> took = took();
        boolean failed = false;
        boolean flaky = false;
        boolean skipped = false;
        String message = "";
        int outside = depth - 1;
        while (depth > outside) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    deeper();
                    String element = xml.getLocalName();
                    switch (element) {
                        case "failure", "error" -> failed = true;
                        case "flakyFailure", "flakyError" -> flaky = true;
                        case "skipped", "disabled" -> skipped = true;
                        default -> {}
                    }
                    if (message.isEmpty() && (element.endsWith("ailure") || element.endsWith("rror"))) {
                        message = message();
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new UnreadableReport("refers to an entity, which is not allowed");
                default -> {}
            }
        }
        cases.add(
                name,
                failed
                        ? TestOutcome.FAILED
                        : flaky ? TestOutcome.FLAKY : skipped ? TestOutcome.SKIPPED : TestOutcome.PASSED,
                took,
                message);
    }

    /** The class and the name in it; some runners repeat the one in the other. */
    private String name() {
        String name = attribute("name");
        String owner = attribute("classname");
        if (owner.isBlank()) {
            owner = suites.isEmpty() ? "" : suites.peek();
        }
        return owner.isBlank() || name.startsWith(owner) ? name : name.isBlank() ? owner : owner + "." + name;
    }

    /** What is said of a failure: its message, or else the first line of its text. Ends at the end of the element. */
    private String message() throws XMLStreamException, UnreadableReport {
        String said = attribute("message");
        StringBuilder text = new StringBuilder();
        int outside = depth - 1;
        while (depth > outside) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> deeper();
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    int room = LONGEST_TEXT - text.length();
                    if (said.isBlank() && room > 0) {
                        text.append(xml.getTextCharacters(), xml.getTextStart(), Math.min(room, xml.getTextLength()));
                    }
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new UnreadableReport("refers to an entity, which is not allowed");
                default -> {}
            }
        }
        return said.isBlank() ? text.toString().strip().lines().findFirst().orElse("") : said;
    }

    private Optional<Duration> took() {
        String time = attribute("time").replace(",", "");
        if (!time.matches("[0-9]{1,9}(\\.[0-9]{1,12})?")) {
            return Optional.empty();
        }
        return Optional.of(
                Duration.ofMillis(new BigDecimal(time).movePointRight(3).longValue()));
    }

    private String attribute(String name) {
        return Optional.ofNullable(xml.getAttributeValue(null, name)).orElse("");
    }
}
