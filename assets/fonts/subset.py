#!/usr/bin/env python3
"""Cut the shipped fonts from their upstream files.

    python3 subset.py INTER_DIR JETBRAINS_MONO_DIR PHOSPHOR_DIR

INTER_DIR and JETBRAINS_MONO_DIR hold the font files of the Debian packages fonts-inter and
fonts-jetbrains-mono; PHOSPHOR_DIR is the unpacked npm package @phosphor-icons/web. Needs
fonttools. What each step is for is told in ../README.md.
"""

import re
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
ICONS_RS = HERE.parent.parent / "src" / "ui" / "icons.rs"
ICONS_OUT = HERE.parent / "icons"

# Text that people type and read: Latin with its extensions, Greek, Cyrillic, and the signs
# of the interface. Private-use glyphs stay out: they would hide the icons.
TEXT = [
    (0x0020, 0x007E), (0x00A0, 0x024F), (0x0259, 0x0259), (0x02B0, 0x02FF), (0x0300, 0x036F),
    (0x0370, 0x03FF), (0x0400, 0x052F), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2070, 0x209F),
    (0x20A0, 0x20BF), (0x2100, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF),
    (0x2500, 0x259F), (0x25A0, 0x25FF), (0x2600, 0x26FF), (0x2700, 0x27BF), (0xFB01, 0xFB02),
    (0xFFFD, 0xFFFD),
]
# Accents compose and letters kern. No `calt`, no ligatures: a log shows what was typed,
# and `->` is not an arrow.
FEATURES = ["ccmp", "locl", "kern", "mark", "mkmk"]
# Phosphor's weights share their code points; the filled ones move to plane 15.
FILLED_OFFSET = 0xF0000


def subset(font, unicodes, features):
    options = Options()
    options.layout_features = features
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.hinting = True
    options.glyph_names = False
    options.drop_tables += ["DSIG", "meta", "STAT"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)


def freeze_tabular_digits(font):
    """Point the ten digits at their tabular forms, so that figures keep their columns."""
    gsub = font["GSUB"].table
    lookups = next(
        record.Feature.LookupListIndex
        for record in gsub.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
    )
    forms = {}
    for index in lookups:
        for table in gsub.LookupList.Lookup[index].SubTable:
            forms.update(getattr(table, "ExtSubTable", table).mapping)
    for table in font["cmap"].tables:
        for digit in range(0x30, 0x3A):
            if digit in table.cmap:
                table.cmap[digit] = forms.get(table.cmap[digit], table.cmap[digit])


def text_font(source, target, tabular):
    font = TTFont(source)
    if tabular:
        freeze_tabular_digits(font)
    subset(font, [code for first, last in TEXT for code in range(first, last + 1)], FEATURES)
    font.save(target)
    print(target.name, target.stat().st_size)


def icon_font(source, target, codes, offset):
    font = TTFont(source)
    subset(font, [code - offset for code in codes], [])
    if offset:
        table = next(table for table in font["cmap"].tables if table.isUnicode())
        moved = {code + offset: glyph for code, glyph in table.cmap.items()}
        new = type(table).newSubtable(12)
        new.platformID, new.platEncID, new.format = 3, 10, 12
        new.reserved, new.length, new.language, new.nGroups = 0, 0, 0, 0
        new.cmap = moved
        font["cmap"].tables = [new]
    font.save(target)
    print(target.name, target.stat().st_size)


def main():
    inter, mono, phosphor = map(Path, sys.argv[1:4])
    for weight in ["Regular", "SemiBold"]:
        text_font(inter / f"Inter-{weight}.otf", HERE / f"Inter-{weight}.otf", tabular=True)
        text_font(mono / f"JetBrainsMono-{weight}.ttf", HERE / f"JetBrainsMono-{weight}.ttf", tabular=False)
    codes = {int(code, 16) for code in re.findall(r'= "\\u\{([0-9a-f]+)\}"', ICONS_RS.read_text())}
    outlined = {code for code in codes if code < FILLED_OFFSET}
    icon_font(phosphor / "src/regular/Phosphor.ttf", ICONS_OUT / "Phosphor.ttf", outlined, 0)
    icon_font(phosphor / "src/fill/Phosphor-Fill.ttf", ICONS_OUT / "Phosphor-Fill.ttf", codes - outlined, FILLED_OFFSET)


if __name__ == "__main__":
    main()
