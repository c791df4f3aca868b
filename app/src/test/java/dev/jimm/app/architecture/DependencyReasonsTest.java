package dev.jimm.app.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Every dependency of every POM has its reason in a comment right above it. */
class DependencyReasonsTest {
    @Test
    void everyDependencyHasAReason() throws IOException, SAXException, ParserConfigurationException {
        List<Path> poms = poms();
        assertTrue(poms.contains(Path.of("../framework-core/pom.xml")), "the POMs were not found");
        List<String> without = new ArrayList<>();
        for (Path pom : poms) {
            for (Element dependency : dependencies(pom)) {
                if (!hasReason(dependency)) {
                    without.add(pom + ": " + child(dependency, "artifactId"));
                }
            }
        }
        assertEquals(List.of(), without, "dependencies without <!-- reason --> right above them");
    }

    private static List<Path> poms() throws IOException {
        List<Path> found = new ArrayList<>(List.of(Path.of("../pom.xml")));
        for (Path parent : List.of(Path.of(".."), Path.of("../plugins"))) {
            try (Stream<Path> children = Files.list(parent)) {
                children.map(child -> child.resolve("pom.xml"))
                        .filter(Files::isRegularFile)
                        .sorted()
                        .forEach(found::add);
            }
        }
        return found;
    }

    /** All but the managed ones, which only say versions. */
    private static List<Element> dependencies(Path pom) throws IOException, SAXException, ParserConfigurationException {
        NodeList all = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(pom.toFile())
                .getElementsByTagName("dependency");
        return IntStream.range(0, all.getLength())
                .mapToObj(i -> (Element) all.item(i))
                .filter(DependencyReasonsTest::isUsed)
                .toList();
    }

    private static boolean isUsed(Element dependency) {
        Node list = dependency.getParentNode();
        return list.getNodeName().equals("dependencies")
                && !list.getParentNode().getNodeName().equals("dependencyManagement");
    }

    private static boolean hasReason(Element dependency) {
        Node above = dependency.getPreviousSibling();
        while (above != null && above.getNodeType() == Node.TEXT_NODE) {
            above = above.getPreviousSibling();
        }
        return above != null
                && above.getNodeType() == Node.COMMENT_NODE
                && !above.getNodeValue().isBlank();
    }

    private static String child(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent();
    }
}
