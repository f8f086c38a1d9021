# about: a builder whose name the program deletes: nobody can call it, and nothing is said
from keras import Input, Sequential, layers


def build():
    return Sequential([Input((3,)), layers.Dense(2)])


del build
