"""Pictures as the lab reads them: known by their content, the right way up, in sRGB, on white."""
import functools
import io
import os
import struct
import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from PIL import Image, ImageCms, ImageOps, __version__ as pillow

MIN_SIDE, MAX_PIXELS = 16, 64_000_000
SYSTEM_FILES = {"thumbs.db", "desktop.ini", "__macosx"}
# By the numbers of ITU-T H.273: x and y of white, red, green, blue; and the power of a sample that gives light.
D65 = (0.3127, 0.329)
SRGB = (D65, (0.64, 0.33), (0.3, 0.6), (0.15, 0.06))
PRIMARIES = {
    1: SRGB,
    5: (D65, (0.64, 0.33), (0.29, 0.6), (0.15, 0.06)),
    6: (D65, (0.63, 0.34), (0.31, 0.595), (0.155, 0.07)),
    7: (D65, (0.63, 0.34), (0.31, 0.595), (0.155, 0.07)),
    9: (D65, (0.708, 0.292), (0.17, 0.797), (0.131, 0.046)),
    11: ((0.314, 0.351), (0.68, 0.32), (0.265, 0.69), (0.15, 0.06)),
    12: (D65, (0.68, 0.32), (0.265, 0.69), (0.15, 0.06)),
}
POWERS = {1: 2.4, 4: 2.2, 5: 2.8, 6: 2.4, 8: 1, 13: "srgb", 14: 2.4, 15: 2.4}
HDR = (16, 18)
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


class Problem(Exception):
    """Why a file is left out."""


def files(folder):
    """Paths below a folder in order, but for hidden files and the system's."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not ignored(name)]
        found += [os.path.join(parent, name) for name in names if not ignored(name)]
    return sorted(found)


def ignored(name):
    return name.startswith(".") or name.lower() in SYSTEM_FILES


def problems(paths, workers):
    """By path: why a picture cannot be read. All are decoded once, so that none stops the training later."""
    if workers > 1 and len(paths) > 100:
        with ProcessPoolExecutor(workers) as pool:
            found = list(pool.map(problem, paths, chunksize=16))
    else:
        found = [problem(path) for path in paths]
    return {path: why for path, why in zip(paths, found) if why}


def problem(path):
    try:
        decode(path, MIN_SIDE)
    except Problem as error:
        return str(error)
    except Exception as error:  # Pillow raises of many kinds
        return f"it cannot be decoded ({error})"
    return None


def name_problems(found, total):
    for path, why in sorted(found.items()):
        print(f"{path}: left out, {why}", file=sys.stderr)
    if found:
        print(f"{total - len(found)} of {total} files are taken, {len(found)} left out.", file=sys.stderr, flush=True)


def decode(path, pixels):
    """The centre square [pixels, pixels, 3] of a picture."""
    with open(path, "rb") as file:
        content = file.read()
    kind = kind_of(content)
    try:
        picture = Image.open(io.BytesIO(content))
    except Image.DecompressionBombError:
        raise Problem(f"it has more than {MAX_PIXELS // 10**6} million pixels") from None
    if picture.width * picture.height > MAX_PIXELS:
        raise Problem(f"{picture.width} × {picture.height} pixels are more than {MAX_PIXELS // 10**6} million")
    if min(picture.size) < MIN_SIDE:
        raise Problem(f"{picture.width} × {picture.height} pixels; each side needs at least {MIN_SIDE}")
    if kind == "jpeg":
        picture.draft(None, (2 * pixels, 2 * pixels))  # larger ones are shrunk while they are decoded
    covered = picture.tile[0][1] if kind == "gif" and picture.tile else None
    picture.load()
    # Pillow makes RGB of grey with alpha in 16 bits.
    grey = picture.mode in ("1", "L", "LA", "La") or (kind == "png" and content[25] in (0, 4))
    colours, alpha = split(picture, grey)
    if covered:
        alpha = within(covered, alpha, picture.size)
    colours = managed(colours, content, kind, picture.info)
    if alpha is not None:
        colours = Image.composite(colours, Image.new("RGB", colours.size, "white"), alpha)
    turned = picture.getexif().get(0x0112, 1)
    if turned != 1:
        colours.getexif()[0x0112] = turned
        colours = ImageOps.exif_transpose(colours)
    return np.asarray(ImageOps.fit(colours, (pixels, pixels), Image.Resampling.BICUBIC))


def kind_of(content):
    """By its first bytes. Raises a Problem for what is not read."""
    if not content:
        raise Problem("it is empty")
    if content[:3] == b"\xff\xd8\xff":
        return "jpeg"
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if content[:2] == b"BM" and len(content) > 26 and struct.unpack_from("<I", content, 14)[0] <= 124:
        return "bmp"
    if content[4:8] == b"ftyp" and b"avi" in content[8:64]:
        Image.init()
        if "AVIF" not in Image.OPEN:
            raise Problem(f"this Pillow ({pillow}) does not read AVIF: pip install 'pillow>=11.3'")
        return "avif"
    raise Problem("its content is not JPEG, PNG, WebP, GIF, AVIF or BMP")


def split(picture, grey):
    """Colours in 8 bits, of mode L, RGB or CMYK, and alpha or None."""
    if picture.mode.startswith("I"):  # grey of 16 bits
        levels = np.asarray(picture).astype(np.uint32)
        clear = picture.info.get("transparency")
        alpha = None if clear is None else Image.fromarray(np.where(levels == clear, 0, 255).astype(np.uint8))
        return Image.fromarray((levels >> 8).astype(np.uint8)), alpha
    if picture.mode in ("L", "RGB", "CMYK") and "transparency" not in picture.info:
        return picture, None
    if picture.mode in ("LA", "La", "RGBA", "RGBa", "PA") or "transparency" in picture.info:
        full = picture.convert("RGBA")
        return full.convert("RGB").convert("L" if grey else "RGB"), full.getchannel("A")
    return picture.convert("L" if grey else "RGB"), None


def within(box, alpha, size):
    """What the first frame of a GIF does not cover is transparent."""
    mask = Image.new("L", size, 0)
    mask.paste(255 if alpha is None else alpha.crop(box), tuple(box))
    return mask


def managed(colours, content, kind, info):
    """In sRGB, by what the file says of its colours."""
    numbers = colour_numbers(content, kind)
    if numbers:
        return from_numbers(colours.convert("RGB"), *numbers)
    profile = bmp_profile(content) if kind == "bmp" else info.get("icc_profile")
    if profile and profile[16:20] == {"L": b"GRAY", "RGB": b"RGB ", "CMYK": b"CMYK"}[colours.mode]:
        try:
            return ImageCms.applyTransform(colours, to_srgb(profile, colours.mode))
        except ImageCms.PyCMSError:
            pass  # a broken profile tells nothing, as in browsers
    return colours.convert("RGB")


@functools.lru_cache(16)
def to_srgb(profile, mode):
    return ImageCms.buildTransform(io.BytesIO(profile), ImageCms.createProfile("sRGB"), mode, "RGB")


def bmp_profile(content):
    if struct.unpack_from("<I", content, 14)[0] < 124 or content[70:74] != b"DEBM":
        return None
    start, length = struct.unpack_from("<II", content, 126)
    return content[14 + start : 14 + start + length]


def colour_numbers(content, kind):
    """Chromaticities and curve that a file tells by numbers; None if it tells none, or a profile or sRGB instead."""
    chunks = dict(png_chunks(content)) if kind == "png" else {}
    cicp = cicp_of(content, kind, chunks)
    if cicp and cicp[1] in HDR:
        raise Problem("HDR pictures (PQ or HLG) are not read")
    if cicp and cicp[0] in PRIMARIES and cicp[1] in POWERS:
        # Of AVIF that of BT.709 stands for the one of sRGB.
        return PRIMARIES[cicp[0]], "srgb" if kind == "avif" and cicp[1] == 1 else POWERS[cicp[1]]
    gamma = struct.unpack(">I", chunks["gAMA"])[0] / 100_000 if "gAMA" in chunks else 0
    if not gamma or "iCCP" in chunks or "sRGB" in chunks:
        return None
    if "cHRM" in chunks:
        values = np.array(struct.unpack(">8I", chunks["cHRM"])) / 100_000
        return tuple(map(tuple, values.reshape(4, 2))), 1 / gamma
    return None if abs(gamma * 2.2 - 1) < 0.05 else (SRGB, 1 / gamma)


def cicp_of(content, kind, chunks):
    """Primaries and transfer, as numbers of ITU-T H.273."""
    if kind == "png" and len(chunks.get("cICP", b"")) == 4:
        primaries, transfer, matrix, full = chunks["cICP"]
        return (primaries, transfer) if matrix == 0 and full == 1 else None
    at = content.find(b"colrnclx", 0, 4096) if kind == "avif" else -1
    if at < 0 or b"colrprof" in content[:4096]:
        return None
    return struct.unpack_from(">HH", content, at + 8)


def png_chunks(content):
    """Names and data before the pixels."""
    at = 8
    while at + 12 <= len(content) and content[at + 4 : at + 8] != b"IDAT":
        length = struct.unpack_from(">I", content, at)[0]
        yield content[at + 4 : at + 8].decode("latin1"), content[at + 8 : at + 8 + length]
        at += 12 + length


def from_numbers(colours, chromaticities, curve):
    samples = np.arange(256) / 255
    light = np.where(samples <= 0.04045, samples / 12.92, ((samples + 0.055) / 1.055) ** 2.4)
    table = light if curve == "srgb" else samples**curve
    matrix = np.linalg.inv(to_xyz(SRGB)) @ to_xyz(chromaticities)
    seen = np.clip(table[np.asarray(colours)] @ matrix.T, 0, 1)
    samples = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    return Image.fromarray(np.round(samples * 255).astype(np.uint8))


def to_xyz(chromaticities):
    """What turns amounts of red, green and blue into XYZ under D65."""
    white, *primaries = [np.array([x / y, 1, (1 - x - y) / y]) for x, y in chromaticities]
    columns = np.stack(primaries, 1)
    x, y = D65
    cones = BRADFORD @ np.array([x / y, 1, (1 - x - y) / y]) / (BRADFORD @ white)
    adapt = np.linalg.inv(BRADFORD) @ np.diag(cones) @ BRADFORD
    return adapt @ columns * np.linalg.solve(columns, white)
