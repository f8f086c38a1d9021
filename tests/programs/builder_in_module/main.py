# about: a builder in another module of the workspace: its layers are reported at its own lines
from builders import classifier

model = classifier(features=10, classes=3)
model.compile(loss="sparse_categorical_crossentropy")
# model model: 106
