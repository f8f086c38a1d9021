"""ViT-B/16 of keras_hub."""

import keras
import keras_hub

backbone = keras_hub.models.ViTBackbone(
    image_shape=(224, 224, 3),
    patch_size=16,
    num_layers=12,
    num_heads=12,
    hidden_dim=768,
    mlp_dim=3072,
)
images = keras.Input((224, 224, 3))
model = keras.Model(images, keras.layers.Dense(10)(backbone(images)[:, 0]))
