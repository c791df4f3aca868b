package dev.jimm.plugin.models.cnn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import dev.jimm.testkit.Reference;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

class GhostNetProviderKitTest extends ModelProviderKit {
    private static final String THIRD = "ghostnetv3";

    static Map<String, JsonNode> facts() {
        return Reference.of(GhostNetProviderKitTest.class.getResourceAsStream("/reference/ghostnet.jsonl.gz"));
    }

    @Override
    protected ModelProvider provider() {
        return new GhostNet();
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        return Set.of(ModelBehavior.OUTPUT_STRIDE);
    }

    @Override
    protected List<String> engineArchitectures() {
        return List.of("ghostnet_050", "ghostnetv2_100", "ghostnetv3_050");
    }

    /** Large enough that the attention of the last blocks, on half their map, has neighbours to gather from. */
    @Override
    protected List<int[]> imageSizes() {
        return List.of(new int[] {128, 128}, new int[] {160, 128});
    }

    /** Without GhostNetV3, for the reason that {@link GhostNetV3Test} gives. */
    @Override
    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> takesBatchesAndImagesOfAnySize() {
        return super.takesBatchesAndImagesOfAnySize()
                .filter(test -> !test.getDisplayName().startsWith(THIRD));
    }

    /** Without the outputs of GhostNetV3, of which {@link GhostNetV3Test} compares what can be. */
    @Override
    protected Optional<InputStream> reference() {
        String lines = facts().values().stream()
                .map(fact ->
                        isThird(fact) ? ((ObjectNode) fact).putNull("golden").toString() : fact.toString())
                .collect(Collectors.joining("\n"));
        return Optional.of(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(GhostNetProviderKitTest.class.getResourceAsStream("/published/ghostnet.jsonl.gz"));
    }

    private static boolean isThird(JsonNode fact) {
        return fact.get("arch").asText().startsWith(THIRD);
    }
}
