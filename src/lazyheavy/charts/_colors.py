"""``background=``: refuses what no browser and no PNG would take for a colour."""

import re

from lazyheavy.charts._problems import closest
from lazyheavy.errors import ChartError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: The names of colours in CSS, and two words for none at all.
NAMES = frozenset(
    """
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond
    blue blueviolet brown burlywood cadetblue chartreuse chocolate coral
    cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray
    darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid
    darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey
    darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue
    firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod
    gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki
    lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan
    lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon
    lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue
    lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue
    mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen
    mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin
    navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod
    palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum
    powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon
    sandybrown seagreen seashell sienna silver skyblue slateblue slategray slategrey
    snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white
    whitesmoke yellow yellowgreen
    none transparent
    """.split()
)

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)"
_PART = rf"{_NUMBER}(?:%|deg|rad|turn)?"
_ALPHA = rf"(?:\s*[,/]\s*{_NUMBER}%?)?"
_WRITTEN = re.compile(
    r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})"
    rf"|(?:rgb|hsl)a?\(\s*{_PART}(?:\s*,\s*{_PART}){{2}}{_ALPHA}\s*\)"
    rf"|(?:rgb|hsl)a?\(\s*{_PART}(?:\s+{_PART}){{2}}{_ALPHA}\s*\)"
)


def check_color(name: str, color: "Any") -> None:
    """Refuse what is no colour of CSS.

    Args:
        name: The argument that it was given as.
        color: A name, ``#rgb``, ``#rrggbb``, with or without alpha, ``rgb()`` or
            ``hsl()``.

    Raises:
        ChartError: It is none of these.
    """
    if not isinstance(color, str):
        message = f"{name} must be a colour as text, not {type(color).__name__}"
        raise ChartError(message)
    wanted = color.strip().lower()
    if wanted in NAMES or _WRITTEN.fullmatch(wanted):
        return
    meant = closest(wanted, sorted(NAMES))
    hint = f": did you mean {meant!r}?" if meant else ""
    message = (
        f"{name}: unknown colour {color!r}{hint} (a name of CSS, '#rrggbb', 'rgb()', "
        "'hsl()' or 'transparent')"
    )
    raise ChartError(message)
