"""Encoder E, decoder D, repair network R and discriminator C. Maps are [n, c, h, w], images in −1 … 1.

Names, shapes and layouts are those of the exported files. `mode` says where batch normalisation takes its statistics
from: "training": the batch, over all processes, and the averages follow; "batch": the batch only; "inference": the averages.
"""
from typing import NamedTuple, Optional

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import nn
from torch.distributed.nn.functional import all_reduce

EPSILON, DECAY = 1e-3, 0.975  # of batch normalisation
MEAN_COLOUR = (123.68, 116.78, 103.94)  # RGB in 0 … 255


class Size(NamedTuple):
    pixels: int
    stored_pixels: int
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
    "tiny": Size(32, 44, width=1 / 8),
    "small": Size(64, 86, width=1 / 4),
    "laptop": Size(64, 86, stride=8, kernel=7, width=1 / 4, trunk=3 / 8, hidden=1 / 16),
    "stl10": Size(96, 128),
    "imagenet": Size(128, 172),
}


def world_size():
    return dist.get_world_size() if dist.is_initialized() else 1


def over_all(value):
    """The sum over all processes, through which gradients pass."""
    return all_reduce(value) if world_size() > 1 else value


class Norm(nn.Module):
    """Batch normalisation. As in TensorFlow, the running variance is the biased one, too."""

    def __init__(self, channels, scale=True):
        super().__init__()
        if scale:
            self.weight = nn.Parameter(torch.ones(channels))
        else:
            self.register_buffer("weight", torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x, mode):
        if mode == "inference":
            return F.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, False, 0.0, EPSILON)
        axes = [0, *range(2, x.dim())]
        count = x.numel() / x.shape[1] * world_size()
        mean = over_all(x.sum(axes, keepdim=True)) / count
        centred = x - mean
        variance = over_all((centred * centred).sum(axes, keepdim=True)) / count
        if mode == "training":
            with torch.no_grad():
                self.running_mean.lerp_(mean.flatten(), 1 - DECAY)
                self.running_var.lerp_(variance.flatten(), 1 - DECAY)
        shape = mean.shape
        return centred * torch.rsqrt(variance + EPSILON) * self.weight.view(shape) + self.bias.view(shape)


class Conv(nn.Conv2d):
    """A convolution padded as TensorFlow's SAME, the odd pixel after; with normalisation in place of a bias."""

    def __init__(self, inputs, outputs, kernel, stride=1, groups=1, norm=None):
        super().__init__(inputs, outputs, kernel, stride, groups=groups, bias=norm is None)
        self.bn = norm

    def forward(self, x, mode):
        (kernel, _), (stride, _) = self.kernel_size, self.stride
        padding = []
        for side in (x.shape[-1], x.shape[-2]):
            total = max(0, (-(-side // stride) - 1) * stride + kernel - side)
            padding += [total // 2, total - total // 2]
        x = super().forward(F.pad(x, padding))
        return self.bn(x, mode) if self.bn else x


class Linear(nn.Linear):
    def __init__(self, inputs, outputs, norm=None):
        super().__init__(inputs, outputs, bias=norm is None)
        self.bn = norm

    def forward(self, x, mode):
        x = super().forward(x)
        return self.bn(x, mode) if self.bn else x


class Encoder(nn.Module):
    """Images to φ."""

    def __init__(self, config, size):
        super().__init__()
        self.slope, widths = config["leakySlope"], [3] + size.encoder()
        self.last = len(widths) - 1
        for i in range(1, self.last + 1):
            kernel, stride = (3, 1) if i == 1 else (config["encoderKernel"], 2)
            self.add_module(f"conv{i}", Conv(widths[i - 1], widths[i], kernel, stride, norm=Norm(widths[i])))

    def forward(self, x, mode):
        for i in range(1, self.last + 1):
            x = F.leaky_relu(getattr(self, f"conv{i}")(x, mode), self.slope)
        return x


def upsample(x):
    """Bilinear ×2 without half-pixel centres: even pixels copy, odd ones average with the next, the last with itself."""
    for axis in (2, 3):
        following = torch.cat([x.narrow(axis, 1, x.shape[axis] - 1), x.narrow(axis, x.shape[axis] - 1, 1)], axis)
        x = torch.stack([x, (x + following) / 2], axis + 1).flatten(axis, axis + 1)
    return x


class Decoder(nn.Module):
    """φ to images. `repair(i, z)` may change the input of layer i, eq. (2)."""

    def __init__(self, config, size):
        super().__init__()
        self.slope, self.tanh = config["leakySlope"], config["decoderOutput"] == "tanh"
        widths = size.encoder()[::-1]
        self.last = len(widths)
        for i in range(1, self.last):
            self.add_module(f"conv{i}", Conv(widths[i - 1], widths[i], 3, norm=Norm(widths[i])))
        self.add_module(f"conv{self.last}", Conv(widths[-1], 3, 3))

    def forward(self, z, mode, repair=lambda i, z: z):
        for i in range(1, self.last):
            z = F.leaky_relu(getattr(self, f"conv{i}")(upsample(repair(i, z)), mode), self.slope)
        z = getattr(self, f"conv{self.last}")(repair(self.last, z), mode)
        return torch.tanh(z) if self.tanh else F.leaky_relu(z, self.slope)


class RepairBlock(nn.Module):
    """z + (1 − Ω) ⊙ residual(z, Ω), eq. (1)."""

    def __init__(self, config, channels):
        super().__init__()
        self.slope, self.gate = config["leakySlope"], config["repairGate"]
        self.norm = Norm(channels) if config["repairPreNorm"] else None
        self.first = Conv(channels + 1, channels, 3, norm=Norm(channels))
        self.last = Conv(channels, channels, 3)

    def forward(self, z, mask, mode):
        cells = enlarge(mask, z.shape[-1] // mask.shape[-1])
        joined = torch.cat([self.norm(z, mode) if self.norm else z, cells], 1)
        residual = self.last(F.leaky_relu(self.first(joined, mode), self.slope), mode)
        return z + (1 - cells if self.gate else 1) * residual


def enlarge(mask, factor):
    """Ω with every cell as a factor × factor block."""
    return mask.repeat_interleave(factor, 2).repeat_interleave(factor, 3)


class Repair(nn.Module):
    def __init__(self, config, size):
        super().__init__()
        for i, channels in enumerate(size.encoder()[::-1], 1):
            self.add_module(f"block{i}", RepairBlock(config, channels))

    def hook(self, mask, mode):
        """What a decoder takes as `repair`. Ω is [n, 1, m, m], 1 = kept."""
        return lambda i, z: getattr(self, f"block{i}")(z, mask, mode)


def pool(x):
    """Max over 3×3 at stride 2, SAME, then local response normalisation, whose α PyTorch divides by the window."""
    x = F.max_pool2d(x, 3, 2, ceil_mode=True)
    return F.local_response_norm(x, 5, alpha=5 * 2e-5, beta=0.75, k=1.0)


class Discriminator(nn.Module):
    """AlexNet's convolutions in two groups, and two heads: `mask`, logits of “cell kept”; `class`, of (corrupt, real)."""

    def __init__(self, config, size):
        super().__init__()
        scale = size.scale
        self.conv1 = Conv(3, scale(96), size.kernel, stride=size.stride // 4)
        self.conv2 = Conv(scale(96), scale(256), 5, groups=2)
        self.conv3 = Conv(scale(256), scale(384), 3)
        self.conv4 = Conv(scale(384), scale(384), 3, groups=2)
        self.conv5 = Conv(scale(384), scale(256), 3, groups=2, norm=Norm(scale(256), scale=False))
        self.mask = Conv(scale(256), 1, 3)
        self.hidden, cells = size.units(), size.pixels // size.stride
        norm = Norm(self.hidden, scale=False) if config["discriminatorNorm"] == "conv5+fc1" else None
        self.fc1 = Linear(cells * cells * scale(256), self.hidden, norm)
        self.fc2 = Linear(self.hidden, 2)
        self.register_buffer("colour", torch.tensor(MEAN_COLOUR).view(1, 3, 1, 1), persistent=False)

    def forward(self, images, mode, dropout=1.0):
        """@param dropout factors of fc1's units [n, hidden]: 0 or 1 / kept share"""
        maps = {"conv1": F.relu(self.conv1(images * 127.5 + 127.5 - self.colour, mode))}
        maps["conv2"] = F.relu(self.conv2(pool(maps["conv1"]), mode))
        maps["conv3"] = F.relu(self.conv3(pool(maps["conv2"]), mode))
        maps["conv4"] = F.relu(self.conv4(maps["conv3"], mode))
        maps["conv5"] = F.relu(self.conv5(maps["conv4"], mode))
        hidden = F.relu(self.fc1(maps["conv5"].flatten(1), mode)) * dropout
        return {**maps, "mask": self.mask(maps["conv5"], mode), "class": self.fc2(hidden, mode)}


class Networks(nn.Module):
    """All four, as one module whose state dict has the names of state.safetensors."""

    def __init__(self, config):
        super().__init__()
        size = SIZES[config["size"]]
        self.encoder, self.decoder = Encoder(config, size), Decoder(config, size)
        self.repair, self.discriminator = Repair(config, size), Discriminator(config, size)
