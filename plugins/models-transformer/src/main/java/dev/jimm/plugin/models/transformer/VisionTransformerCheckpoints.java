package dev.jimm.plugin.models.transformer;

import dev.jimm.api.checkpoint.CheckpointTensor;
import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.nn.ParamTable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms in which plain vision transformers were published. The rules are those of timm's vision_transformer.py. */
final class VisionTransformerCheckpoints {
    private static final Pattern STACKED = Pattern.compile("^Transformer/encoderblock/(.*)");

    private static final int MOST_BLOCKS = 1000;

    private VisionTransformerCheckpoints() {}

    /** As the models here name and arrange them. */
    static StateDict convert(StateDict saved, ParamTable model) {
        return named(saved, model)
                .drop("pre_logits")
                .rename("gamma_(\\d)", "ls$1.gamma")
                .reshaped("^patch_embed\\.proj\\.weight$", model);
    }

    private static StateDict named(StateDict saved, ParamTable model) {
        if (saved.hasAny("(^|/)embedding/kernel$")) {
            return flax(saved);
        }
        if (saved.has("visual.class_embedding")) {
            return clip(saved.below("visual."));
        }
        if (saved.hasAny("^vision_encoder\\.mask_token$")) {
            return dinoV2(saved.below("vision_encoder."));
        }
        if (saved.has("mask_token") || saved.has("register_tokens")) {
            return dinoV2(saved);
        }
        if (saved.hasAny("^beit3\\.")) {
            return beit3(saved);
        }
        if (saved.hasAny("^encoder\\.(module\\.)?patch_embed\\.")) {
            return saved.below("encoder.").rename("^module\\.", "");
        }
        if (saved.hasAny("^visual\\.trunk\\.")) {
            return openClip(saved, model);
        }
        return saved.hasAny("^(trunk|preprocessor)\\.") ? aimV2(saved) : saved;
    }

    /** The image tower of OpenAI's CLIP. */
    private static StateDict clip(StateDict visual) {
        StateDict named = visual.rename("^conv1\\.", "patch_embed.proj.")
                .rename("^positional_embedding$", "pos_embed")
                .rename("^class_embedding$", "cls_token")
                .rename("^transformer\\.resblocks\\.", "blocks.")
                .rename("^ln_pre\\.", "norm_pre.")
                .rename("^ln_post\\.", "norm.")
                .rename("\\.ln_(\\d)", ".norm$1")
                .rename("in_proj_", "qkv.")
                .rename("out_proj", "proj")
                .rename("mlp\\.c_fc", "mlp.fc1")
                .rename("mlp\\.c_proj", "mlp.fc2")
                .change("^pos_embed$", positions -> positions.reshape(1, positions.size(0), positions.size(1)))
                .change("^cls_token$", token -> token.reshape(1, 1, -1));
        if (!named.has("proj")) {
            return named;
        }
        CheckpointTensor head = named.get("proj").transpose();
        return named.drop("^proj$").with("head.weight", head).with("head.bias", CheckpointTensor.zeros(head.size(0)));
    }

    /** A model of these inside OpenCLIP's. */
    private static StateDict openClip(StateDict saved, ParamTable model) {
        StateDict trunk = saved.below("visual.trunk.");
        if (!saved.has("visual.head.proj.weight") || model.find("head.weight").isEmpty()) {
            return trunk;
        }
        CheckpointTensor head = saved.get("visual.head.proj.weight");
        return trunk.with("head.weight", head).with("head.bias", CheckpointTensor.zeros(head.size(0)));
    }

    /** DINOv2; with register tokens, the class token's position is added to it, since none of these tokens has one here. */
    private static StateDict dinoV2(StateDict saved) {
        StateDict named = saved.drop("^mask_token$")
                .rename("^(blocks\\.\\d+\\.mlp\\.)w12\\.", "$1fc1.")
                .rename("^(blocks\\.\\d+\\.mlp\\.)w3\\.", "$1fc2.");
        if (!named.has("register_tokens")) {
            return named;
        }
        CheckpointTensor positions = named.get("pos_embed");
        return named.rename("^register_tokens$", "reg_token")
                .with("cls_token", named.get("cls_token").plus(positions.slice(1, 0, 1)))
                .with("pos_embed", positions.slice(1, 1, positions.size(1)));
    }

    private static StateDict aimV2(StateDict saved) {
        return saved.rename("norm_([12])", "norm$1")
                .rename("^preprocessor\\.patchifier\\.", "patch_embed.")
                .rename("^preprocessor\\.pos_embed", "pos_embed")
                .rename("^trunk\\.", "")
                .rename("^post_trunk_norm\\.", "norm.")
                .rename("mlp\\.fc1\\.", "mlp.fc1_g.")
                .rename("mlp\\.fc3\\.", "mlp.fc1_x.");
    }

    /** BEiT-3: of its two branches the one for images; its first two positions are of no image. */
    private static StateDict beit3(StateDict saved) {
        return saved.drop("text_embed|mask_token|\\.B\\.")
                .rename("^beit3\\.", "")
                .rename("vision_embed\\.cls_token", "cls_token")
                .rename("vision_embed\\.", "patch_embed.")
                .rename("encoder\\.embed_positions\\.A\\.weight", "pos_embed")
                .rename("encoder\\.", "")
                .rename("layers\\.", "blocks.")
                .rename("ffn_layernorm\\.", "norm.")
                .rename("ffn\\.", "mlp.")
                .rename("self_attn_layer_norm\\.", "norm1.")
                .rename("self_attn\\.", "attn.")
                .rename("final_layer_norm\\.", "norm2.")
                .rename("inner_attn_ln", "norm")
                .rename("out_proj", "proj")
                .rename("layer_norm\\.", "norm.")
                .rename("\\.A\\.", ".")
                .change(
                        "^pos_embed$",
                        table -> table.slice(0, 2, table.size(0)).reshape(1, table.size(0) - 2, table.size(1)))
                .join("\\.q_proj\\.", ".qkv.", ".k_proj.", ".v_proj.");
    }

    /** What Google published as .npz: vision_transformer's and big_vision's names. */
    private static StateDict flax(StateDict saved) {
        return unstacked(saved.below(flaxPrefix(saved)))
                .drop("^pre_logits/")
                .change(
                        "(query|key|value)/kernel$",
                        kernel -> kernel.reshape(kernel.size(0), -1).transpose())
                .change("(query|key|value)/bias$", bias -> bias.reshape(-1))
                .change(
                        "out/kernel$",
                        kernel -> kernel.reshape(-1, kernel.size(-1)).transpose())
                .change("(Dense_\\d|head)/kernel$", CheckpointTensor::transpose)
                .change("^embedding/kernel$", kernel -> kernel.permute(3, 2, 0, 1))
                .rename("^embedding/", "patch_embed.proj.")
                .rename("^(Transformer/posembed_input/)?pos_embedding$", "pos_embed")
                .rename("^cls$", "cls_token")
                .rename("^Transformer/encoder_norm/", "norm.")
                .rename("^head/", "head.")
                .rename("^MAPHead_0/probe$", "attn_pool.latent")
                .rename("^MAPHead_0/LayerNorm_0/", "attn_pool.norm.")
                .rename("^MAPHead_0/MultiHeadDotProductAttention_0/", "attn_pool.")
                .rename("^MAPHead_0/", "attn_pool.")
                .rename("^Transformer/encoderblock_(\\d+)/", "blocks.$1.")
                .rename("LayerNorm_0/", "norm1.")
                .rename("LayerNorm_[12]/", "norm2.")
                .rename("MultiHeadDotProductAttention_[01]/", "attn.")
                .rename("MlpBlock_[03]/", "mlp.")
                .rename("Dense_0/", "fc1.")
                .rename("Dense_1/", "fc2.")
                .rename("out/", "proj.")
                .rename("(kernel|scale)$", "weight")
                .join("attn\\.query/", "attn.qkv.", "attn.key/", "attn.value/")
                .join("attn_pool\\.key/", "attn_pool.kv.", "attn_pool.value/")
                .rename("attn_pool\\.query/", "attn_pool.q.");
    }

    /** The file may come from anybody: its numbers do not decide how much is made of it. */
    private static int blocks(CheckpointTensor stacked) {
        if (stacked.size(0) > MOST_BLOCKS) {
            throw new IllegalArgumentException("it has " + stacked.size(0) + " blocks, more than any model");
        }
        return (int) stacked.size(0);
    }

    private static String flaxPrefix(StateDict saved) {
        return List.of("opt/target/", "params/img/", "params/").stream()
                .filter(prefix -> saved.has(prefix + "embedding/kernel"))
                .findFirst()
                .orElse("");
    }

    /** The blocks one by one where one tensor holds those of all blocks. */
    private static StateDict unstacked(StateDict saved) {
        Map<String, CheckpointTensor> single = new LinkedHashMap<>();
        for (String name : saved.names()) {
            Matcher stacked = STACKED.matcher(name);
            if (stacked.matches()) {
                List<CheckpointTensor> blocks = saved.get(name).split(blocks(saved.get(name)));
                for (int i = 0; i < blocks.size(); i++) {
                    CheckpointTensor block = blocks.get(i);
                    long[] shape = Arrays.copyOfRange(block.shape(), 1, block.rank());
                    single.put("Transformer/encoderblock_" + i + "/" + stacked.group(1), block.reshape(shape));
                }
            }
        }
        return saved.drop(STACKED.pattern()).withAll(new StateDict(single));
    }
}
