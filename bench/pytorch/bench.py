"""Times the twin's training steps and writes them in the schema of our results (bench/schema.ts).

    python3 bench/pytorch/bench.py --size stl10 --batch 64 --out bench/results/pytorch-cuda.json

On CUDA once with TF32 off and once with it on; on the processor with as many threads as --threads says.
"""
import argparse
import json
import os
import statistics
import sys
import time

import torch

from model import SIZES
from steps import Steps

# FLOP per image by our count, which bench/cost.test.ts holds this file to.
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "flop.json")) as file:
    FLOP = json.load(file)


def quartiles(seconds):
    if len(seconds) == 1:
        return seconds * 3
    return statistics.quantiles(seconds, n=4, method="inclusive")


def timing(seconds):
    lower, median, upper = quartiles(seconds)
    return {"median": median, "lowerQuartile": lower, "upperQuartile": upper, "rounds": len(seconds)}


def measure(size, batch, device, rounds):
    """Steps in turn, round after round, after a warm-up; each timed from a synchronised start to a synchronised end."""
    steps = Steps(size, batch, device)
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    cases = {
        "autoencoder step": steps.autoencoder,
        "GAN step, alternating": lambda: steps.damage_repair("alternating"),
        "GAN step, simultaneous": lambda: steps.damage_repair("simultaneous"),
    }
    seconds = {name: [] for name in cases}
    for round_ in range(-2, rounds):
        for name, step in cases.items():
            wait()
            start = time.perf_counter()
            step()
            wait()
            if round_ >= 0:
                seconds[name].append(time.perf_counter() - start)
    return [row(name, "step", "", batch * FLOP[size][name], timing(times)) for name, times in seconds.items()]


def row(name, kind, detail, flop, ours):
    return {
        "name": name,
        "kind": kind,
        "detail": detail,
        "flop": flop,
        "bytes": None,
        "ours": ours,
        "stock": None,
        "forwardRate": None,
    }


def matrix_product(device, rounds, side):
    """The yardstick: a square matrix product."""
    a, b = torch.rand(side, side, device=device), torch.rand(side, side, device=device)
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    repeats = 20
    seconds = []
    for round_ in range(-2, rounds):
        wait()
        start = time.perf_counter()
        for _ in range(repeats):
            a @ b
        wait()
        if round_ >= 0:
            seconds.append((time.perf_counter() - start) / repeats)
    return row("square matrix product", "matrix product", f"{side}×{side} · {side}×{side}", 2 * side**3, timing(seconds))


def processor():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return "unknown"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=list(SIZES), default="stl10")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--out", help="file; with TF32 on, its name gets -tf32")
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    on_cuda = options.device == "cuda"
    for tf32 in (False, True) if on_cuda else (False,):
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tf32
        product = matrix_product(options.device, options.rounds, 4096 if on_cuda else 1024)
        rows = [product] + measure(options.size, options.batch, options.device, options.rounds)
        rate = product["flop"] / product["ours"]["median"]
        name = torch.cuda.get_device_name() if on_cuda else f"{options.threads} thread"
        result = {
            "schema": 1,
            "program": f"PyTorch {torch.__version__}",
            "backend": f"pytorch-{options.device}",
            "device": f"{name}, {'TF32' if tf32 else 'fp32'}",
            "processor": processor(),
            "quick": options.rounds < 9,
            "results": [
                {
                    "size": options.size,
                    "batch": options.batch,
                    "peak": {"name": product["name"], "flopPerSecond": rate},
                    "bandwidth": None,
                    "rows": rows,
                }
            ],
        }
        for one in rows:
            rate = one["flop"] / one["ours"]["median"] / 1e9
            per_image = one["ours"]["median"] / options.batch
            print(f"{result['device']}: {one['name']}: {per_image:.3g} s/image, {rate:.3g} GFLOP/s", file=sys.stderr)
        if options.out:
            path = options.out.replace(".json", "-tf32.json") if tf32 else options.out
            with open(path, "w") as file:
                json.dump(result, file, indent=2)
                file.write("\n")


if __name__ == "__main__":
    main()
