"""BERT-base of keras_hub, whose own inputs may have any length, on 512 tokens."""

import keras
import keras_hub

backbone = keras_hub.models.BertBackbone(
    vocabulary_size=30522, num_layers=12, num_heads=12, hidden_dim=768, intermediate_dim=3072
)
inputs = {
    name: keras.Input((512,), dtype="int32", name=name)
    for name in ("token_ids", "segment_ids", "padding_mask")
}
model = keras.Model(inputs, backbone(inputs)["pooled_output"])
