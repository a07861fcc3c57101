"""Whether the twin computes what ours does: images, logits and every gradient, from the same weights.

    npm run bench:reference -- --size tiny --out /tmp/reference.safetensors
    python3 bench/pytorch/check.py /tmp/reference.safetensors
"""
import sys

import torch

from model import SIZES, STRIDE
from steps import Steps
from weights import from_ours, load, parameters_by_our_names, read

TOLERANCE = 1e-3


def relative(ours, theirs):
    return ((ours - theirs).norm() / ours.norm()).item()


def as_map(tensor):
    return tensor.permute(0, 3, 1, 2).contiguous()


def main():
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    tensors, metadata = read(sys.argv[1])
    size, batch = metadata["size"], int(metadata["batch"])
    cells = SIZES[size][0] // STRIDE
    steps = Steps(size, batch, "cpu")
    load(steps, tensors, cells)
    steps.images = as_map(tensors["images"])

    _, damaged, mask, dropout = steps.scene(as_map(tensors["mask"]), tensors["dropout"])
    real = steps.D(steps.E(steps.images, "inference"), "inference")
    corrupt = steps.corrupt_images(damaged, mask)
    verdict = steps.C(torch.cat([real.detach(), corrupt]), "batch", dropout)
    found = {
        "autoencoded": (as_map(tensors["autoencoded"]), real),
        "corrupt": (as_map(tensors["corrupt"]), corrupt),
        "maskLogits": (as_map(tensors["maskLogits"]), verdict[0]),
        "classLogits": (tensors["classLogits"], verdict[1]),
    }
    named = parameters_by_our_names(steps)
    # The autoencoder last: its forward pass moves the averages that the other backward passes use.
    losses = {
        "R": lambda: steps.repair_loss(verdict),
        "C": lambda: steps.discriminator_loss(verdict, mask),
        "ED": steps.reconstruction_loss,
    }
    for letters, loss in losses.items():
        names = [name for name in named if name[0] in letters and named[name].requires_grad]
        gradients = torch.autograd.grad(loss(), [named[name] for name in names], retain_graph=True)
        for name, gradient in zip(names, gradients):
            key = f"gradient/{name}"
            if key in tensors:
                found[key] = (from_ours(name, tensors[key], cells), gradient)

    differences = sorted(((relative(*pair), name) for name, pair in found.items()), reverse=True)
    for difference, name in differences[: int(sys.argv[2]) if len(sys.argv) > 2 else 8]:
        print(f"{name}: {difference:.1e}")
    agree = differences[0][0] < TOLERANCE
    print(f"{len(found)} values {'agree' if agree else 'DISAGREE'} (relative difference below {TOLERANCE})")
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
