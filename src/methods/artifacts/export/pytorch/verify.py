"""Whether the networks compute here what they did in the lab: every output, on the inputs of vectors.safetensors.

    python3 verify.py            # one sentence; exit code 0: they agree, 1: they differ
    python3 verify.py --json     # every output's difference
"""
import argparse
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


def main():
    parser = argparse.ArgumentParser(description="Compare the networks with the lab's own outputs.")
    parser.add_argument("--json", action="store_true", help="every output's difference, as JSON")
    as_json = parser.parse_args().json
    results = differences()
    found = [(value, f"{network}.{name}") for network, outputs in results.items() for name, value in outputs.items()]
    agree = all(value < TOLERANCE for value, _ in found)  # false for what is no number
    if as_json:
        print(json.dumps(results, indent=2))
    else:
        # What is no number is the worst of all.
        worst, name = max(found, key=lambda pair: (pair[0] != pair[0], pair[0]))
        verdict = "The networks agree with the lab's" if agree else "The networks differ from the lab's"
        print(
            f"{verdict}: of {len(found)} outputs, {name} is off most, by {worst:.1e} of its largest value "
            f"(tolerance {TOLERANCE:.0e})."
        )
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
