"""state.safetensors: weights, Adam's moments, past images, and in its metadata the config and where the run stands."""
import json
import os

import numpy as np
import torch


def read(path):
    """Tensors by name, and the metadata, of a safetensors file of float32; the package `safetensors` gives the same."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = bytearray(file.read())
    metadata, tensors = header.pop("__metadata__", {}), {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = np.frombuffer(data, "<f4", (end - begin) // 4, begin)
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return tensors, metadata


def write(path, tensors, metadata):
    """Replaces the file as a whole or, whatever happens, not at all."""
    header, position = {"__metadata__": metadata}, 0
    arrays = {name: tensor.detach().cpu().float().contiguous().numpy() for name, tensor in tensors.items()}
    for name, array in arrays.items():
        entry = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [position, position + array.nbytes]}
        header[name], position = entry, position + array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".unfinished", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in arrays.values():
            file.write(array.tobytes())
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".unfinished", path)
