from builders import classifier

model = classifier(features=10, classes=3)
model.compile(loss="sparse_categorical_crossentropy")
