"""Weights and reference values written by `npm run bench:reference`, in our layout, turned into PyTorch's."""
import json

import torch

LETTERS = ("E", "D", "R", "C")


def read(path):
    """A safetensors file of float32 tensors as a dict; the format is a JSON header and the numbers."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = bytearray(file.read())
    metadata = header.pop("__metadata__", {})
    floats = torch.frombuffer(data, dtype=torch.float32)
    tensors = {}
    for name, entry in header.items():
        begin, end = (offset // 4 for offset in entry["data_offsets"])
        tensors[name] = floats[begin:end].reshape(entry["shape"]).clone()
    return tensors, metadata


def from_ours(name, tensor, cells):
    """Kernels [k, k, in, out] to [out, in, k, k], [in, out] to [out, in]; fc1's rows from (h, w, c) to (c, h, w)."""
    if tensor.dim() == 4:
        return tensor.permute(3, 2, 0, 1).contiguous()
    if name == "C/fc1/kernel":
        maps = tensor.reshape(cells, cells, -1, tensor.shape[1])
        return maps.permute(3, 2, 0, 1).flatten(1).contiguous()
    return tensor.t().contiguous() if tensor.dim() == 2 else tensor


def parameters_by_our_names(steps):
    """Every parameter and running average of the four networks under our name for it."""
    named = {}
    for letter in LETTERS:
        network = getattr(steps, letter)
        for name, value in list(network.named_parameters()) + list(network.named_buffers()):
            if name != "colour":
                path = name.replace("layers.", "").replace(".norm", "").replace(".", "/")
                named[f"{letter}/{path}"] = value
    return named


def load(steps, tensors, cells):
    """Copies ours into the twin. Every value of the twin must be there."""
    with torch.no_grad():
        for name, value in parameters_by_our_names(steps).items():
            value.copy_(from_ours(name, tensors[name], cells))
