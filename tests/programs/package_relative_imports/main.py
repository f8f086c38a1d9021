# about: a package of the workspace whose modules import each other relatively
import nets
from nets.vision import small_net

net = small_net((16, 16, 3), nets.CLASSES)
# model net: 7164
