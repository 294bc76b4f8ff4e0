"""`keras.ops`: functions on arrays (computed at once) and on symbolic tensors (recorded)."""

from . import core, image, warp
from .convolution import *  # noqa: F403
from .creation import *  # noqa: F403
from .ctc import *  # noqa: F403
from .elementwise import *  # noqa: F403
from .matmul import *  # noqa: F403
from .nn import *  # noqa: F403
from .normalization import *  # noqa: F403
from .pooling import *  # noqa: F403
from .reduction import *  # noqa: F403
from .shape import *  # noqa: F403
from .sorting import *  # noqa: F403
