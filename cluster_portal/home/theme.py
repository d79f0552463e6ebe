"""The association's accent colour, made safe to read on paper and on dark.

Colours are moved in OKLCH, where lightness is what the eye sees; contrast is that of WCAG 2.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

LIGHT_PAPER = "#f3f4f3"  # --wash of tokens.css: the darker of the two light grounds
DARK_PAPER = "#191d22"  # --wash in the dark: the lighter of the two dark grounds
WANTED = 7.0
DEFAULT = "#085b6a"


@dataclass(frozen=True)
class Theme:
    accent: str
    accent_deep: str
    dark_accent: str
    dark_accent_deep: str


@lru_cache(maxsize=64)
def of(accent: str) -> Theme:
    """The accent and its deeper variant for both grounds, each with a contrast of 7 or more.

    Every page and four places of every letter ask for it; an association has one accent.
    """
    light = readable(accent, on=LIGHT_PAPER)
    dark = readable(accent, on=DARK_PAPER)
    return Theme(light, _moved(light, -0.09), dark, _moved(dark, 0.09))


def css(accent: str) -> str:
    t = of(accent)
    return (
        "@layer tokens{"
        f":root{{--accent:{t.accent};--accent-deep:{t.accent_deep}}}"
        "@media(prefers-color-scheme:dark){"
        f":root{{--accent:{t.dark_accent};--accent-deep:{t.dark_accent_deep}}}}}"
        "@media print{:root{--accent:#000;--accent-deep:#000}}}"
    )


def readable(colour: str, *, on: str) -> str:
    """The nearest colour of the same hue that has the wanted contrast with the ground."""
    lightness, chroma, hue = _to_oklch(colour)
    step = -0.005 if _luminance(on) > 0.5 else 0.005
    while contrast(colour, on) < WANTED and 0 <= lightness <= 1:
        lightness += step
        colour = _from_oklch(lightness, chroma, hue)
    return colour


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _moved(colour: str, by: float) -> str:
    lightness, chroma, hue = _to_oklch(colour)
    return _from_oklch(min(max(lightness + by, 0.0), 1.0), chroma, hue)


def _channels(colour: str) -> list[float]:
    values = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def _luminance(colour: str) -> float:
    red, green, blue = _channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = _channels(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The colour as #rrggbb; what no screen can show loses chroma, not hue."""
    for share in range(20, -1, -1):
        channels = _linear(lightness, chroma * share / 20, hue)
        if all(-0.0005 <= channel <= 1.0005 for channel in channels):
            break
    return "#" + "".join(f"{round(255 * _encoded(min(max(c, 0.0), 1.0))):02x}" for c in channels)


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encoded(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
