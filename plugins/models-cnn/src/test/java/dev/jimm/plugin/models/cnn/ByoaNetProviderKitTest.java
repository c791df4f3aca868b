package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class ByoaNetProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new ByoaNet();
    }

    /** Attention between all places of a map has tables of its size. */
    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        boolean sized = architecture.contains("bot") || architecture.equals("lambda_resnet26rpt_256");
        return sized ? Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE) : Set.of();
    }

    /** Multiples of the blocks of halo attention in the smallest map. */
    @Override
    protected List<int[]> imageSizes() {
        return List.of(new int[] {256, 256});
    }

    @Override
    protected List<String> engineArchitectures() {
        return List.of("eca_botnext26ts_256", "eca_halonext26ts", "lambda_resnet26t");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(ByoaNetProviderKitTest.class.getResourceAsStream("/reference/byoanet.jsonl.gz"));
    }
}
