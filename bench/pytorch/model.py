"""E, D, R and C in PyTorch, shaped, padded and initialised as ours; maps are [n, c, h, w].

Weights carry our names with '.' for '/', so that a file of ours loads by name (weights.py).
"""
import torch
import torch.nn.functional as F
from torch import nn

SIZES = {"tiny": (32, 1 / 8), "small": (64, 1 / 4), "stl10": (96, 1.0), "imagenet": (128, 1.0)}
STRIDE = 16
LEAKY_SLOPE = 0.1
NORM_EPSILON = 1e-3
NORM_DECAY = 0.975
MEAN_COLOUR = (123.68, 116.78, 103.94)


def channels(size, of_paper):
    return max(1, int(of_paper * SIZES[size][1] + 0.5))


class Norm(nn.Module):
    """Batch normalisation with the biased variance, in the running average too, as TensorFlow has it."""

    def __init__(self, count, scale=True):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(count)) if scale else None
        self.beta = nn.Parameter(torch.zeros(count))
        self.register_buffer("mean", torch.zeros(count))
        self.register_buffer("variance", torch.ones(count))

    def forward(self, x, mode):
        if mode == "inference":
            return F.batch_norm(x, self.mean, self.variance, self.gamma, self.beta, False, 0.0, NORM_EPSILON)
        if mode == "batch":
            return F.batch_norm(x, None, None, self.gamma, self.beta, True, 0.0, NORM_EPSILON)
        # PyTorch keeps the unbiased variance; the difference is a factor n / (n - 1) of an average nobody reads here.
        momentum = 1 - NORM_DECAY
        return F.batch_norm(x, self.mean, self.variance, self.gamma, self.beta, True, momentum, NORM_EPSILON)


def kernel(k, inputs, outputs, groups=1, xavier=False):
    """A convolution kernel [out, in / groups, k, k]."""
    weight = torch.empty(outputs, inputs // groups, k, k)
    fan_in, fan_out = weight[0].numel(), k * k * outputs // groups
    if xavier:
        limit = (6 / (fan_in + fan_out)) ** 0.5
        return nn.Parameter(weight.uniform_(-limit, limit))
    deviation = (1.3 * 2 / ((fan_in + fan_out) / 2)) ** 0.5
    return nn.Parameter(nn.init.trunc_normal_(weight, std=deviation, a=-2 * deviation, b=2 * deviation))


class Layer(nn.Module):
    """A kernel with a bias or a normalisation."""

    def __init__(self, weight, bias=None, norm=None):
        super().__init__()
        self.kernel = weight
        outputs = weight.shape[0]
        self.bias = None if bias is None else nn.Parameter(torch.full((outputs,), float(bias)))
        self.norm = norm


def same(x, k, stride):
    """Pads as TensorFlow's SAME: the odd pixel goes after."""
    total = max(0, (-(-x.shape[-1] // stride) - 1) * stride + k - x.shape[-1])
    return F.pad(x, (total // 2, total - total // 2) * 2) if total else x


def convolve(x, layer, stride=1, groups=1):
    k = layer.kernel.shape[-1]
    if stride == 1:
        return F.conv2d(x, layer.kernel, layer.bias, padding=k // 2, groups=groups)
    return F.conv2d(same(x, k, stride), layer.kernel, layer.bias, stride, groups=groups)


def upsample(x):
    """Bilinear x2 without half-pixel centres: even pixels copy, odd ones average with the next."""

    def along(z, dim):
        following = torch.cat([z.narrow(dim, 1, z.shape[dim] - 1), z.narrow(dim, z.shape[dim] - 1, 1)], dim)
        return torch.stack([z, (z + following) * 0.5], dim + 1).flatten(dim, dim + 1)

    return along(along(x, 2), 3)


class Encoder(nn.Module):
    def __init__(self, size):
        super().__init__()
        widths = [3] + [channels(size, c) for c in (32, 64, 128, 256, 512)]
        self.layers = nn.ModuleDict(
            {
                str(i): Layer(kernel(3 if i == 1 else 2, widths[i - 1], widths[i]), norm=Norm(widths[i]))
                for i in range(1, 6)
            }
        )

    def forward(self, x, mode):
        for i, layer in self.layers.items():
            x = F.leaky_relu(layer.norm(convolve(x, layer, 1 if i == "1" else 2), mode), LEAKY_SLOPE)
        return x


def decoder_widths(size):
    return [channels(size, c) for c in (512, 256, 128, 64, 32)]


class Decoder(nn.Module):
    def __init__(self, size):
        super().__init__()
        widths = decoder_widths(size)
        self.layers = nn.ModuleDict(
            {str(i): Layer(kernel(3, widths[i - 1], widths[i]), norm=Norm(widths[i])) for i in range(1, 5)}
        )
        self.layers["5"] = Layer(kernel(3, widths[4], 3), bias=0)

    def forward(self, z, mode, repair=None, mask=None):
        mended = (lambda i, z: repair(i, z, mask)) if repair else (lambda i, z: z)
        for i in range(1, 5):
            layer = self.layers[str(i)]
            z = layer.norm(convolve(upsample(mended(i, z)), layer), mode)
            z = F.leaky_relu(z, LEAKY_SLOPE)
        return torch.tanh(convolve(mended(5, z), self.layers["5"]))


class Repair(nn.Module):
    """One gated residual block before each layer of the decoder."""

    def __init__(self, size):
        super().__init__()
        blocks = {}
        for i, c in enumerate(decoder_widths(size), 1):
            parts = {
                "input": Norm(c),
                "first": Layer(kernel(3, c + 1, c), norm=Norm(c)),
                "last": Layer(kernel(3, c, c), bias=0),
            }
            blocks[str(i)] = nn.ModuleDict(parts)
        self.layers = nn.ModuleDict(blocks)

    def forward(self, i, z, mask):
        block = self.layers[str(i)]
        factor = z.shape[-1] // mask.shape[-1]
        cells = mask.repeat_interleave(factor, 2).repeat_interleave(factor, 3)
        joined = torch.cat([block["input"](z, "training"), cells], 1)
        first = block["first"]
        hidden = F.leaky_relu(first.norm(convolve(joined, first), "training"), LEAKY_SLOPE)
        return z + (1 - cells) * convolve(hidden, block["last"])


class Discriminator(nn.Module):
    """AlexNet in two groups, SAME padding, without its last pool."""

    SPECS = {"conv1": (96, 11, 4, 1), "conv2": (256, 5, 1, 2), "conv3": (384, 3, 1, 1)}
    SPECS.update({"conv4": (384, 3, 1, 2), "conv5": (256, 3, 1, 2)})

    def __init__(self, size):
        super().__init__()
        layers, inputs = {}, 3
        for name, (filters, k, _, groups) in self.SPECS.items():
            outputs = channels(size, filters)
            weight = kernel(k, inputs, outputs, groups, xavier=True)
            last = name == "conv5"
            layers[name] = Layer(weight, None if last else 0.1, Norm(outputs, scale=False) if last else None)
            inputs = outputs
        hidden, cells = channels(size, 4096), SIZES[size][0] // STRIDE
        layers["mask"] = Layer(kernel(3, inputs, 1, xavier=True), 0.1)
        layers["fc1"] = Layer(nn.Parameter(nn.init.xavier_uniform_(torch.empty(hidden, cells**2 * inputs))), 0.1)
        layers["fc2"] = Layer(nn.Parameter(nn.init.xavier_uniform_(torch.empty(2, hidden))), 0.1)
        self.layers = nn.ModuleDict(layers)
        self.register_buffer("colour", torch.tensor(MEAN_COLOUR).view(1, 3, 1, 1), persistent=False)

    def forward(self, images, mode, dropout):
        """Logits of the mask [n, 1, m, m] and of the classes [n, 2]."""
        x = images * 127.5 + 127.5 - self.colour
        for name, (_, _, stride, groups) in self.SPECS.items():
            layer = self.layers[name]
            x = convolve(x, layer, stride, groups)
            x = F.relu(layer.norm(x, mode) if layer.norm else x)
            if name in ("conv1", "conv2"):
                # SAME at stride 2 on even maps: nothing before, one after; ReLU's output is never below the pad.
                x = F.max_pool2d(F.pad(x, (0, 1, 0, 1)), 3, 2)
                # PyTorch divides alpha by the window.
                x = F.local_response_norm(x, 5, alpha=5 * 2e-5, beta=0.75, k=1.0)
        heads = self.layers
        mask = convolve(x, heads["mask"])
        hidden = F.relu(F.linear(x.flatten(1), heads["fc1"].kernel, heads["fc1"].bias))
        return mask, F.linear(hidden * dropout, heads["fc2"].kernel, heads["fc2"].bias)
