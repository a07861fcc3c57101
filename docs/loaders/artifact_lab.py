"""Artifact Lab's networks in PyTorch, from a .safetensors file that it exported.

    from artifact_lab import load
    network = load("discriminator.safetensors")
    conv5 = network(images)["conv5"]            # images [n, 3, 96, 96], RGB in 0 … 255

    python3 artifact_lab.py FILE …              # compares with the outputs that each file carries
"""
import base64
import json
import sys
from typing import NamedTuple, Optional

import torch
import torch.nn.functional as F
from torch import nn

EPSILON = 1e-3  # of batch normalisation
MEAN_COLOUR = (123.68, 116.78, 103.94)  # RGB


class Size(NamedTuple):
    pixels: int
    stride: int = 16  # pixels per cell of φ and Ω
    kernel: int = 11  # of conv1
    width: float = 1  # share of the paper's channels in E, D and R
    trunk: Optional[float] = None  # the same of C's convolutions, if another
    hidden: Optional[float] = None  # and of fc1

    def encoder(self):
        """Channels of E's layers. Where fewer of them halve the map, those before φ are left out."""
        counts = (32, 64, 128, 256)[: self.stride.bit_length() - 1] + (512,)
        return [max(1, round(count * self.width)) for count in counts]

    def scale(self, channels):
        """Channels of a convolution of C."""
        return max(1, round(channels * (self.trunk or self.width)))

    def units(self):
        """Of fc1."""
        return max(1, round(4096 * (self.hidden or self.width)))


SIZES = {
    "tiny": Size(32, width=1 / 8),
    "small": Size(64, width=1 / 4),
    "laptop": Size(64, stride=8, kernel=7, width=1 / 4, trunk=3 / 8, hidden=1 / 16),
    "stl10": Size(96),
    "imagenet": Size(128),
}


def read_safetensors(data):
    """Tensors and metadata of a file's bytes; the package `safetensors` gives the same."""
    end = 8 + int.from_bytes(data[:8], "little")
    entries = json.loads(data[8:end])
    metadata, body, tensors = entries.pop("__metadata__", {}), bytearray(data[end:]), {}
    for name, entry in entries.items():
        begin, count = entry["data_offsets"][0], (entry["data_offsets"][1] - entry["data_offsets"][0]) // 4
        tensors[name] = torch.frombuffer(body, dtype=torch.float32, count=count, offset=begin).reshape(entry["shape"])
    return tensors, metadata


class Conv(nn.Conv2d):
    """A convolution padded as TensorFlow's SAME, the odd pixel after; with batch normalisation in place of a bias."""

    def __init__(self, inputs, outputs, kernel, stride=1, groups=1, norm=False):
        super().__init__(inputs, outputs, kernel, stride, groups=groups, bias=not norm)
        self.bn = nn.BatchNorm2d(outputs, eps=EPSILON, momentum=0.025) if norm else None

    def forward(self, x):
        (kernel, _), (stride, _) = self.kernel_size, self.stride
        padding = []
        for side in (x.shape[-1], x.shape[-2]):
            total = max(0, (-(-side // stride) - 1) * stride + kernel - side)
            padding += [total // 2, total - total // 2]
        x = super().forward(F.pad(x, padding))
        return self.bn(x) if self.bn else x


def pool(x):
    """Max over 3×3 at stride 2, SAME, then local response normalisation, whose α PyTorch divides by the window."""
    x = F.max_pool2d(x, 3, 2, ceil_mode=True)
    return F.local_response_norm(x, 5, alpha=5 * 2e-5, beta=0.75, k=1.0)


def upsample(x):
    """Bilinear ×2 without half-pixel centres: even pixels copy, odd ones average with the next, the last with itself."""
    for axis in (2, 3):
        following = torch.cat([x.narrow(axis, 1, x.shape[axis] - 1), x.narrow(axis, x.shape[axis] - 1, 1)], axis)
        x = torch.stack([x, (x + following) / 2], axis + 1).flatten(axis, axis + 1)
    return x


class Convolutions(nn.Module):
    """AlexNet's convolutions in two groups. Images in 0 … 255; conv1 … conv5 after ReLU, before pooling."""

    def __init__(self, config, size):
        super().__init__()
        scale = size.scale
        self.conv1 = Conv(3, scale(96), size.kernel, stride=size.stride // 4)
        self.conv2 = Conv(scale(96), scale(256), 5, groups=2)
        self.conv3 = Conv(scale(256), scale(384), 3)
        self.conv4 = Conv(scale(384), scale(384), 3, groups=2)
        self.conv5 = Conv(scale(384), scale(256), 3, groups=2, norm=True)
        self.register_buffer("mean", torch.tensor(MEAN_COLOUR).view(1, 3, 1, 1), persistent=False)

    def forward(self, image):
        maps = {"conv1": F.relu(self.conv1(image - self.mean))}
        maps["conv2"] = F.relu(self.conv2(pool(maps["conv1"])))
        maps["conv3"] = F.relu(self.conv3(pool(maps["conv2"])))
        maps["conv4"] = F.relu(self.conv4(maps["conv3"]))
        maps["conv5"] = F.relu(self.conv5(maps["conv4"]))
        return maps


class Linear(nn.Linear):
    def __init__(self, inputs, outputs, norm=False):
        super().__init__(inputs, outputs, bias=not norm)
        self.bn = nn.BatchNorm1d(outputs, eps=EPSILON, momentum=0.025) if norm else None

    def forward(self, x):
        x = super().forward(x)
        return self.bn(x) if self.bn else x


class Discriminator(Convolutions):
    """The convolutions and both heads: logits `mask` of “cell kept” and `class` of (corrupt, real)."""

    def __init__(self, config, size):
        super().__init__(config, size)
        cells, channels, units = size.pixels // size.stride, size.scale(256), size.units()
        self.mask = Conv(channels, 1, 3)
        self.fc1 = Linear(cells * cells * channels, units, norm=config["discriminatorNorm"] == "conv5+fc1")
        self.fc2 = Linear(units, 2)

    def forward(self, image):
        maps = super().forward(image)
        hidden = F.dropout(F.relu(self.fc1(maps["conv5"].flatten(1))), 0.5, self.training)
        return {**maps, "mask": self.mask(maps["conv5"]), "class": self.fc2(hidden)}


def last_layer(config):
    """Name and number of the logits of a method that classifies: of the four rotations, or of what was done to a picture."""
    if config["method"] == "rotations":
        return "turn", 4
    kinds = config["kinds"].split("-")
    return "kind", 1 + 3 * ("rotations" in kinds) + ("warp" in kinds) + ("lci" in kinds)


class Classifier(Convolutions):
    """The convolutions and the logits of the method's classes, by the name of their layer."""

    def __init__(self, config, size):
        super().__init__(config, size)
        inputs = (size.pixels // size.stride) ** 2 * size.scale(256)
        self.fc1 = Linear(inputs, size.units()) if config["head"] == "hidden" else None
        self.last, classes = last_layer(config)
        self.add_module(self.last, Linear(size.units() if self.fc1 else inputs, classes))

    def forward(self, image):
        maps = super().forward(image)
        flat = maps["conv5"].flatten(1)
        return {**maps, self.last: getattr(self, self.last)(F.relu(self.fc1(flat)) if self.fc1 else flat)}


class Encoder(nn.Module):
    """Images in 0 … 255 to φ, `features`."""

    def __init__(self, config, size):
        super().__init__()
        self.slope, widths = config["leakySlope"], [3] + size.encoder()
        self.last = len(widths) - 1
        for i in range(1, self.last + 1):
            kernel, stride = (3, 1) if i == 1 else (config["encoderKernel"], 2)
            self.add_module(f"conv{i}", Conv(widths[i - 1], widths[i], kernel, stride, norm=True))

    def forward(self, image):
        z = image / 127.5 - 1
        for i in range(1, self.last + 1):
            z = F.leaky_relu(getattr(self, f"conv{i}")(z), self.slope)
        return {"features": z}


class Decoder(nn.Module):
    """φ to images in 0 … 255, `decoded`. `repair(i, z)` may change the input of layer i."""

    def __init__(self, config, size):
        super().__init__()
        self.slope, self.tanh = config["leakySlope"], config["decoderOutput"] == "tanh"
        widths = size.encoder()[::-1]
        self.last = len(widths)
        for i in range(1, self.last):
            self.add_module(f"conv{i}", Conv(widths[i - 1], widths[i], 3, norm=True))
        self.add_module(f"conv{self.last}", Conv(widths[-1], 3, 3))

    def forward(self, features, repair=lambda i, z: z):
        z = features
        for i in range(1, self.last):
            z = F.leaky_relu(getattr(self, f"conv{i}")(upsample(repair(i, z))), self.slope)
        z = getattr(self, f"conv{self.last}")(repair(self.last, z))
        z = torch.tanh(z) if self.tanh else F.leaky_relu(z, self.slope)
        return {"decoded": z * 127.5 + 127.5}


class RepairBlock(nn.Module):
    """z + (1 − Ω) ⊙ residual(z, Ω)."""

    def __init__(self, config, channels):
        super().__init__()
        self.slope, self.gate = config["leakySlope"], config["repairGate"]
        self.norm = nn.BatchNorm2d(channels, eps=EPSILON, momentum=0.025) if config["repairPreNorm"] else nn.Identity()
        self.first = Conv(channels + 1, channels, 3, norm=True)
        self.last = Conv(channels, channels, 3)

    def forward(self, z, mask):
        factor = z.shape[-1] // mask.shape[-1]
        cells = mask.repeat_interleave(factor, 2).repeat_interleave(factor, 3)
        hidden = F.leaky_relu(self.first(torch.cat([self.norm(z), cells], 1)), self.slope)
        return z + (1 - cells if self.gate else 1) * self.last(hidden)


class Repair(nn.Module):
    def __init__(self, config, size):
        super().__init__()
        for i, channels in enumerate(size.encoder()[::-1], 1):
            self.add_module(f"block{i}", RepairBlock(config, channels))

    def forward(self, i, z, mask):
        return getattr(self, f"block{i}")(z, mask)


class Autoencoder(nn.Module):
    def __init__(self, config, size):
        super().__init__()
        self.encoder, self.decoder = Encoder(config, size), Decoder(config, size)

    def forward(self, image):
        encoded = self.encoder(image)
        return {**encoded, **self.decoder(encoded["features"])}


class RepairedDecoder(nn.Module):
    """Damaged φ and the mask Ω (1 = kept) to the repaired image, `decoded`."""

    def __init__(self, config, size):
        super().__init__()
        self.decoder, self.repair = Decoder(config, size), Repair(config, size)

    def forward(self, features, mask):
        return self.decoder(features, lambda i, z: self.repair(i, z, mask))


NETWORKS = {
    "discriminator": Discriminator,
    "convolutions": Convolutions,
    "encoder": Encoder,
    "decoder": Decoder,
    "autoencoder": Autoencoder,
    "repair": RepairedDecoder,
    "network": Classifier,
}


def load(path):
    """The network in a file, ready for inference; `network.metadata` holds what the file says of itself."""
    with open(path, "rb") as file:
        tensors, metadata = read_safetensors(file.read())
    config = json.loads(metadata["config"])
    network = NETWORKS[metadata["network"]](config, SIZES[config["size"]])
    network.load_state_dict(tensors)
    network.metadata = metadata
    return network.eval()


@torch.no_grad()
def differences(path):
    """By output: the largest difference from what the file says, as a share of the largest value."""
    network = load(path)
    vectors, _ = read_safetensors(base64.b64decode(network.metadata["vectors"]))
    inputs = {name[6:]: tensor for name, tensor in vectors.items() if name.startswith("input.")}
    found = network(**inputs)
    expected = {name[7:]: tensor for name, tensor in vectors.items() if name.startswith("output.")}
    return {name: ((found[name] - ours).abs().max() / ours.abs().max()).item() for name, ours in expected.items()}


if __name__ == "__main__":
    results = {path: differences(path) for path in sys.argv[1:]}
    print(json.dumps(results, indent=2))
    sys.exit(0 if all(value < 1e-4 for result in results.values() for value in result.values()) else 1)
