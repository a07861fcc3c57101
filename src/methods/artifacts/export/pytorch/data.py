"""Training images: a folder of pictures, or a .npy file of bytes [n, p, p, 3]; crops, flips and colours drawn anew each time."""
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from model import SIZES
from pictures import decode, files, name_problems, problems

CENTRAL_SHARE = 0.85  # of each side, where nothing is drawn


def find(data, rank=0, world=1, workers=0):
    """Paths of pictures in order, or one array. Each process checks its share; the first names what is left out."""
    if data.endswith(".npy"):
        return np.load(data, mmap_mode="r")
    paths = files(data)
    shares = [problems(paths[rank::world], workers)]
    if world > 1:
        own, shares = shares[0], [None] * world
        torch.distributed.all_gather_object(shares, own)
    found = {path: why for share in shares for path, why in share.items()}
    if rank == 0:
        name_problems(found, len(paths))
    taken = [path for path in paths if path not in found]
    if not taken:
        raise SystemExit(f"There are no images in “{data}”: give a folder of pictures or a .npy file.")
    return taken


def taps(start, length, source, to, mirror=False):
    """Weights [to, source] of bilinear resizing; where pixels become fewer the triangle is widened to cover them all."""
    scale = length / to
    centres = start + (np.arange(to) + 0.5) * scale
    weights = np.clip(1 - np.abs(np.arange(source) + 0.5 - centres[:, None]) / max(1, scale), 0, None)
    weights /= weights.sum(1, keepdims=True)
    return (weights[::-1] if mirror else weights).astype(np.float32)


class Views(Dataset):
    """View k of a phase: image and augmentation follow from the seed and k alone, whoever asks for it."""

    def __init__(self, images, config, phase):
        self.images, self.config, self.orders = images, config, {}
        self.seed = [config["seed"], int(phase == "repair")]

    def __len__(self):
        return len(self.images)

    def image(self, k):
        epoch, position = divmod(k, len(self.images))
        if epoch not in self.orders:
            order = np.random.default_rng([*self.seed, 1, epoch]).permutation(len(self.images))
            self.orders = {epoch: order}
        found = self.images[self.orders[epoch][position]]
        return decode(found, SIZES[self.config["size"]].stored_pixels) if isinstance(found, str) else np.asarray(found)

    def __getitem__(self, k):
        image = self.image(k).astype(np.float32)
        view = self.augmented(image, np.random.default_rng([*self.seed, 2, k]))
        return torch.from_numpy(np.clip(view / 127.5 - 1, -1, 1)).permute(2, 0, 1).contiguous()

    def augmented(self, image, random):
        config, side, pixels = self.config, len(image), SIZES[self.config["size"]].pixels
        if not config["augment"]:
            kept = side * CENTRAL_SHARE
            weights = taps((side - kept) / 2, kept, side, pixels)
            return np.einsum("yh,hwc,xw->yxc", weights, image, weights, optimize=True)
        area = config["cropMinArea"]
        widest = min(config["cropAspect"], 1 / area)
        aspect = random.uniform(1 / widest, widest)
        height = random.uniform((area / aspect) ** 0.5, min(1, 1 / aspect))
        width = min(1, height * aspect)
        x, y, mirror = random.uniform() * (1 - width), random.uniform() * (1 - height), random.uniform() < 0.5
        columns = taps(x * side, width * side, side, pixels, mirror and config["flip"])
        rows = taps(y * side, height * side, side, pixels)
        view = np.einsum("yh,hwc,xw->yxc", rows, image, columns, optimize=True)
        return self.coloured(view, random)

    def coloured(self, view, random):
        """Brightness and saturation in either order, in units of 1/255."""
        shift = random.uniform(-1, 1) * self.config["brightness"] * 255
        factor = 1 + random.uniform(-1, 1) * self.config["saturation"]
        first = random.uniform() < 0.5
        view = view + (shift if first else 0)
        largest = view.max(2, keepdims=True)
        spread = np.maximum(largest - view.min(2, keepdims=True), 1e-6)
        view = largest - np.clip(factor, None, np.maximum(largest, 0) / spread) * (largest - view)
        return view + (0 if first else shift)


class Share:
    """For each step the views that this process trains on: batch k holds views k·batch … (k + 1)·batch − 1."""

    def __init__(self, first, last, batch, rank, world):
        self.first, self.last, self.batch, self.rank, self.count = first, last, batch, rank, batch // world

    def __iter__(self):
        for step in range(self.first, self.last):
            begin = step * self.batch + self.rank * self.count
            yield range(begin, begin + self.count)

    def __len__(self):
        return self.last - self.first


def batches(images, config, phase, share, workers):
    views = Views(images, config, phase)
    return DataLoader(views, batch_sampler=share, num_workers=workers, pin_memory=torch.cuda.is_available())
