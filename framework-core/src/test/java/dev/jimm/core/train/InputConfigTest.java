package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Problems;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.model.TinyFamily;
import dev.jimm.core.transform.CropMode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputConfigTest {
    private static InputConfig bind(String keys, Problems problems) {
        return ConfigBinder.bind(ConfigFactory.parseString(keys), "input", InputConfig.defaults(), problems);
    }

    private static Preprocessing resolved(String keys, String tag) throws JsonProcessingException {
        Problems problems = new Problems();
        InputConfig config = bind(keys, problems);
        problems.throwIfAny();
        PretrainedConfig pretrained =
                PretrainedConfig.of(new ObjectMapper().readValue(tag, new TypeReference<Map<String, Object>>() {}));
        return config.resolve(new ImageModel(null, pretrained, null, null, TinyFamily.hybrid(0)));
    }

    @Test
    void theCropModeIsTheModelsOwnUnlessSaid() throws JsonProcessingException {
        assertEquals(CropMode.CENTER, resolved("", "{}").cropMode());
        assertEquals(
                CropMode.BORDER, resolved("", "{\"crop_mode\": \"border\"}").cropMode());
        assertEquals(
                CropMode.SQUASH,
                resolved("crop-mode = squash", "{\"crop_mode\": \"border\"}").cropMode());
        assertNull(InputConfig.defaults().cropMode());
    }

    @Test
    void unknownCropModesAreRefused() {
        Problems problems = new Problems();
        bind("crop-mode = centre", problems);
        assertEquals(
                List.of("'input.crop-mode' must be one of center, squash, border, is the string \"centre\""
                        + "; did you mean 'center'?"),
                problems.lines().stream()
                        .map(line -> line.substring(line.indexOf("'input")))
                        .toList());
    }

    @Test
    void evaluationFollowsThePreprocessing() throws JsonProcessingException {
        Preprocessing input = resolved("size = 8, crop-pct = 0.5", "{\"crop_mode\": \"border\", \"mean\": [0, 0, 1]}");
        assertEquals(
                List.of(
                        "resize to fit into 16 x 16 pixels, bicubic",
                        "cut out the centre, 8 x 8 (height x width), padded with the mean colour #0000ff"),
                input.evalTransform().describe());
    }
}
