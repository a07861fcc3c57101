"""Whether the networks compute here what they did in the lab: every output, on the inputs of vectors.safetensors.

    python3 verify.py
"""
import json
import os
import sys

import torch

import state
from model import Networks

HERE = os.path.dirname(os.path.abspath(__file__))
TOLERANCE = 1e-4


def to_bytes(images):
    return images * 127.5 + 127.5


def forwards(networks):
    """Each exported network as a function of its inputs; pictures are in 0 … 255."""
    E, D, R, C = networks.encoder, networks.decoder, networks.repair, networks.discriminator
    encode = lambda image: E(image / 127.5 - 1, "inference")
    decode = lambda features: to_bytes(D(features, "inference"))
    judge = lambda image: C(image / 127.5 - 1, "inference")
    return {
        "discriminator": judge,
        "convolutions": judge,
        "encoder": lambda image: {"features": encode(image)},
        "decoder": lambda features: {"decoded": decode(features)},
        "autoencoder": lambda image: {"features": encode(image), "decoded": decode(encode(image))},
        "repair": lambda features, mask: {"decoded": to_bytes(D(features, "inference", R.hook(mask, "inference")))},
    }


@torch.no_grad()
def differences():
    """By network and output: the largest difference as a share of the largest value."""
    tensors, metadata = state.read(os.path.join(HERE, "state.safetensors"))
    networks = Networks(json.loads(metadata["config"]))
    networks.load_state_dict({name: tensors[name] for name in networks.state_dict()})
    vectors, _ = state.read(os.path.join(HERE, "vectors.safetensors"))
    found = {}
    for network, forward in forwards(networks).items():
        own = {name[len(network) + 1 :]: value for name, value in vectors.items() if name.startswith(f"{network}.")}
        outputs = forward(**{name[6:]: value for name, value in own.items() if name.startswith("input.")})
        expected = {name[7:]: value for name, value in own.items() if name.startswith("output.")}
        found[network] = {
            name: ((outputs[name] - ours).abs().max() / ours.abs().max()).item() for name, ours in expected.items()
        }
    return found


if __name__ == "__main__":
    results = differences()
    print(json.dumps(results, indent=2))
    sys.exit(0 if all(value < TOLERANCE for outputs in results.values() for value in outputs.values()) else 1)
