"""Goes on with the run, on one process or many.

    python3 train.py --data IMAGES --out runs/on
    torchrun --nproc_per_node=8 train.py --data IMAGES --out runs/on --batch 1024

Called again with the same --out it goes on from the newest state there.
"""
import argparse
import glob
import json
import math
import os
import time

import torch
import torch.distributed as dist

import state
from data import Share, batches, find
from model import Networks
from steps import Adam, History, autoencoder_step, damage_repair_step, draw, learning_rate

PLAYERS = {"autoencoder": ("encoder", "decoder"), "repair": ("discriminator", "repair")}
HERE = os.path.dirname(os.path.abspath(__file__))


class Run:
    """Networks, optimisers and past images of one process, and where the run stands."""

    def __init__(self, path, device, rank, world):
        tensors, self.metadata = state.read(path)
        self.config, training = json.loads(self.metadata["config"]), json.loads(self.metadata["training"])
        self.phase, self.step = training["phase"], training["step"]
        self.device, self.rank, self.world = device, rank, world
        self.networks = Networks(self.config)
        names = self.networks.state_dict().keys()
        self.networks.load_state_dict({name: tensors[name] for name in names})
        self.networks.to(device)
        self.begin(self.phase)
        for name, optimiser in self.optimisers.items():
            optimiser.step = training["adam"][name]
            for key in optimiser.parameters:
                optimiser.m[key].copy_(tensors[f"adam.m.{key}"])
                optimiser.v[key].copy_(tensors[f"adam.v.{key}"])
        past = [tensors[key][rank::world].to(device) for key in ("history.images", "history.masks") if key in tensors]
        if past and len(past[0]):
            self.history = History(self.history.slots, *(part[: self.history.slots] for part in past))

    def begin(self, phase):
        """Optimisers as they are at the beginning of a phase."""
        self.phase = phase
        for name, network in self.networks.named_children():
            network.requires_grad_(name in PLAYERS[phase])
        self.optimisers = {name: Adam(name, getattr(self.networks, name), self.config) for name in PLAYERS[phase]}
        self.history = History(max(1, self.config["historySize"] // self.world))

    def advance(self, images, steps):
        """One step. Its draws follow from the seed, the phase and the step alone, however many processes there are."""
        seed = (self.config["seed"] * 2 + (self.phase == "repair")) * 100_000_000 + self.step
        generator = torch.Generator().manual_seed(seed)
        rate = lambda key: learning_rate(self.config[key], self.step, steps, self.config)
        if self.phase == "autoencoder":
            measured = autoencoder_step(self.networks, self.optimisers, self.config, images, rate("aeLearningRate"))
        else:
            drawn = draw(self.networks, self.config, len(images), generator, self.rank)
            learns = (self.step + 1) % self.config["updateRatio"] == 0
            rates = rate("discriminatorLearningRate"), rate("repairLearningRate") if learns else None
            own = torch.Generator().manual_seed(seed + (self.rank + 1) * 10**12)
            measured = damage_repair_step(
                self.networks, self.optimisers, self.history, self.config, images, drawn, rates, own
            )
        self.step += 1
        return measured

    def save(self, folder):
        """By the first process; its past images stand for those of all."""
        tensors = dict(self.networks.state_dict())
        for optimiser in self.optimisers.values():
            for key in optimiser.parameters:
                tensors[f"adam.m.{key}"], tensors[f"adam.v.{key}"] = optimiser.m[key], optimiser.v[key]
        if self.history.size:
            tensors["history.images"], tensors["history.masks"] = self.history.images, self.history.masks
        adam = {name: optimiser.step for name, optimiser in self.optimisers.items()}
        training = {"phase": self.phase, "step": self.step, "adam": adam}
        metadata = {**self.metadata, "config": json.dumps(self.config), "training": json.dumps(training)}
        path = os.path.join(folder, f"{self.phase}-{self.step:06d}.safetensors")
        state.write(path, tensors, metadata)
        return path


def newest(folder):
    """“autoencoder” comes before “repair” in time and in the alphabet."""
    found = sorted(glob.glob(os.path.join(glob.escape(folder), "*-*.safetensors")))
    return found[-1] if found else os.path.join(HERE, "state.safetensors")


def phase_steps(config, phase, images):
    key = "ae" if phase == "autoencoder" else "gan"
    if config["budget"] == "steps":
        return config[f"{key}Steps"]
    return max(1, math.ceil(config[f"{key}Epochs"] * images / config["batchSize"]))


def train_phase(run, images, options):
    """The steps that are left of the present phase, but not more than options.steps."""
    steps = phase_steps(run.config, run.phase, len(images))
    last = min(steps, run.step + options.steps)
    share = Share(run.step, last, run.config["batchSize"], run.rank, run.world)
    options.steps -= last - run.step
    start, saved, begun = time.time(), time.time(), run.step
    for batch in batches(images, run.config, run.phase, share, options.workers):
        measured = run.advance(batch.to(run.device, non_blocking=True), steps)
        if run.rank == 0 and (run.step % options.log_every == 0 or run.step == last):
            values = ", ".join(f"{name} {value.item():.5g}" for name, value in measured.items())
            rate = (run.step - begun) * run.config["batchSize"] / (time.time() - start)
            print(f"{run.phase} {run.step} of {steps}: {values}, {rate:.1f} images/s", flush=True)
        if run.rank == 0 and time.time() - saved > options.save_every:
            run.save(options.out)
            saved = time.time()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="a folder of images, or a .npy file of bytes [n, p, p, 3]")
    parser.add_argument("--out", required=True, help="where states go, and where a run goes on that has some there")
    parser.add_argument("--batch", type=int, help="images per step over all processes, if not the run's")
    parser.add_argument("--steps", type=int, default=10**9, help="take at most so many now")
    parser.add_argument("--set", nargs="*", default=[], metavar="key=value", help="other settings of config.json")
    parser.add_argument("--workers", type=int, default=4, help="processes that prepare images, for each GPU")
    parser.add_argument("--save-every", type=float, default=600, help="seconds")
    parser.add_argument("--log-every", type=int, default=10, help="steps")
    return parser.parse_args()


def main():
    options = arguments()
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    on_cuda = torch.cuda.is_available()
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if on_cuda else torch.device("cpu")
    if on_cuda:
        torch.cuda.set_device(device)
    if world > 1:
        dist.init_process_group("nccl" if on_cuda else "gloo")
    os.makedirs(options.out, exist_ok=True)
    run = Run(newest(options.out), device, rank, world)
    run.config.update({key: json.loads(value) for key, value in (entry.split("=", 1) for entry in options.set)})
    run.config["batchSize"] = options.batch or run.config["batchSize"]
    if run.config["batchSize"] % world:
        raise SystemExit(f"A batch of {run.config['batchSize']} does not divide among {world} processes: give another --batch.")
    images = find(options.data, rank, world, options.workers)
    train_phase(run, images, options)
    if run.phase == "autoencoder" and options.steps > 0:
        run.begin("repair")
        run.step = 0
        train_phase(run, images, options)
    if rank == 0:
        print(f"Saved in {run.save(options.out)}")
    if world > 1:
        dist.barrier()
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
