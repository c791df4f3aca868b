package dev.jimm.api.model;

import dev.jimm.api.API;

/**
 * What is known of one intermediate that a model offers.
 *
 * @param module the name under which the model taps it, timm's module name
 * @param channels the number of channels of the map (N, channels, H / reduction, W / reduction)
 * @param reduction by how much height and width are smaller than the image's
 */
@API(status = API.Status.STABLE, since = "0.1")
public record FeatureInfo(String module, int channels, int reduction) {}
