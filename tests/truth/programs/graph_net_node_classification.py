"""Graph neural network by hand: message passing with segment_sum over an edge list, node classification."""
import keras
import numpy as np
from keras import layers, ops

rng = np.random.default_rng(6)
NUM_NODES, NUM_CLASSES, NUM_FEATURES = 150, 3, 8


def random_community_graph():
    """Nodes of the same class are linked more often."""
    classes = rng.integers(0, NUM_CLASSES, NUM_NODES)
    src, dst = [], []
    for i in range(NUM_NODES):
        for j in range(i + 1, NUM_NODES):
            p = 0.08 if classes[i] == classes[j] else 0.008
            if rng.random() < p:
                src += [i, j]
                dst += [j, i]
    edges = np.array([src, dst], dtype="int32")
    features = rng.normal(size=(NUM_NODES, NUM_FEATURES)).astype("float32")
    features[np.arange(NUM_NODES), classes] += 0.8
    return classes, edges, features


classes, edges, features = random_community_graph()
print("Edges shape:", edges.shape, "Nodes shape:", features.shape)


def create_ffn(hidden_units, dropout_rate, name=None):
    fnn_layers = []
    for units in hidden_units:
        fnn_layers.append(layers.BatchNormalization())
        fnn_layers.append(layers.Dropout(dropout_rate))
        fnn_layers.append(layers.Dense(units, activation="gelu"))
    return keras.Sequential(fnn_layers, name=name)


class GraphConvLayer(layers.Layer):
    def __init__(self, hidden_units, num_nodes, dropout_rate=0.2, **kwargs):
        super().__init__(**kwargs)
        self.num_nodes = num_nodes
        self.ffn_prepare = create_ffn(hidden_units, dropout_rate)
        self.update_fn = create_ffn(hidden_units, dropout_rate)

    def aggregate(self, node_indices, messages):
        total = ops.segment_sum(messages, node_indices, num_segments=self.num_nodes)
        ones = ops.ones_like(messages[:, :1])
        degree = ops.segment_sum(ones, node_indices, num_segments=self.num_nodes)
        return total / ops.maximum(degree, 1.0)

    def call(self, inputs, training=None):
        node_repesentations, graph_edges = inputs
        node_indices, neighbour_indices = graph_edges[0], graph_edges[1]
        neighbours = ops.take(node_repesentations, neighbour_indices, axis=0)
        messages = self.ffn_prepare(neighbours, training=training)
        aggregated = self.aggregate(node_indices, messages)
        h = ops.concatenate([node_repesentations, aggregated], axis=1)
        return ops.normalize(self.update_fn(h, training=training), axis=-1)


class GNNNodeClassifier(keras.Model):
    """Takes node indices; the graph itself is part of the model."""

    def __init__(self, node_features, graph_edges, num_classes, hidden_units, **kwargs):
        super().__init__(**kwargs)
        self.node_features = ops.convert_to_tensor(node_features)
        self.graph_edges = ops.convert_to_tensor(graph_edges)
        num_nodes = node_features.shape[0]
        self.preprocess = create_ffn(hidden_units, 0.2, name="preprocess")
        self.conv1 = GraphConvLayer(hidden_units, num_nodes, name="graph_conv1")
        self.conv2 = GraphConvLayer(hidden_units, num_nodes, name="graph_conv2")
        self.compute_logits = layers.Dense(num_classes, name="logits")

    def call(self, input_node_indices, training=None):
        x = self.preprocess(self.node_features, training=training)
        x = self.conv1((x, self.graph_edges), training=training) + x
        x = self.conv2((x, self.graph_edges), training=training) + x
        node_embeddings = ops.take(x, input_node_indices, axis=0)
        return self.compute_logits(node_embeddings)


order = rng.permutation(NUM_NODES)
train_nodes, test_nodes = order[:90], order[90:]

gnn_model = GNNNodeClassifier(features, edges, NUM_CLASSES, hidden_units=[16], name="gnn_model")
print("GNN output shape:", gnn_model(ops.convert_to_tensor([1, 10, 100])).shape)

gnn_model.compile(
    optimizer=keras.optimizers.Adam(0.01),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=[keras.metrics.SparseCategoricalAccuracy(name="acc")],
    jit_compile=False,
)
history = gnn_model.fit(
    x=train_nodes,
    y=classes[train_nodes],
    epochs=5,
    batch_size=30,
    verbose=2,
)
_, test_accuracy = gnn_model.evaluate(x=test_nodes, y=classes[test_nodes], verbose=0)
print(f"Test accuracy: {round(test_accuracy * 100, 2)}%")
