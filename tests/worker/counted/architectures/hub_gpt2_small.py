"""GPT-2-small of keras_hub, whose own inputs may have any length, on 1,024 tokens."""

import keras
import keras_hub

backbone = keras_hub.models.GPT2Backbone(
    vocabulary_size=50257,
    num_layers=12,
    num_heads=12,
    hidden_dim=768,
    intermediate_dim=3072,
    max_sequence_length=1024,
)
inputs = {
    name: keras.Input((1024,), dtype="int32", name=name) for name in ("token_ids", "padding_mask")
}
model = keras.Model(inputs, backbone(inputs))
