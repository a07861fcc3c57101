"""One step of each phase, over all processes: each has its share of the batch, and all end with the same weights."""
import math

import torch
import torch.distributed as dist
import torch.nn.functional as F

from model import SIZES, enlarge, over_all, world_size

CORRUPT, REAL = 0, 1
BETA2 = 0.999


class Adam:
    """TensorFlow's, with ε outside of the bias correction: w ← w − rate·√(1−β₂ᵗ)/(1−β₁ᵗ)·m/(√v + ε).
    Weight decay joins the gradient of kernels."""

    def __init__(self, name, network, config):
        self.parameters = {f"{name}.{key}": value for key, value in network.named_parameters()}
        self.m = {key: torch.zeros_like(value) for key, value in self.parameters.items()}
        self.v = {key: torch.zeros_like(value) for key, value in self.parameters.items()}
        self.beta1, self.epsilon, self.decay = config["adamBeta1"], config["adamEpsilon"], config["weightDecay"]
        self.step = 0

    @torch.no_grad()
    def apply(self, gradients, rate):
        self.step += 1
        rate *= math.sqrt(1 - BETA2**self.step) / (1 - self.beta1**self.step)
        for (name, w), g in zip(self.parameters.items(), gradients):
            if self.decay and w.dim() > 1:
                g = g + self.decay * w
            m, v = self.m[name], self.v[name]
            m.mul_(self.beta1).add_(g, alpha=1 - self.beta1)
            v.mul_(BETA2).addcmul_(g, g, value=1 - BETA2)
            w.sub_(rate * m / (v.sqrt() + self.epsilon))


def gradients(loss, *optimisers):
    """For each optimiser those of its parameters, of the mean of all processes' losses."""
    parameters = [parameter for optimiser in optimisers for parameter in optimiser.parameters.values()]
    found = torch.autograd.grad(loss, parameters)
    if world_size() > 1:
        flat = torch.cat([gradient.flatten() for gradient in found])
        dist.all_reduce(flat)
        parts = (flat / world_size()).split([gradient.numel() for gradient in found])
        found = [part.view_as(gradient) for part, gradient in zip(parts, found)]
    rest = iter(found)
    return [[next(rest) for _ in optimiser.parameters] for optimiser in optimisers]


def learning_rate(start, step, steps, config):
    """Linear decay from `start`, reached at a share of the steps and held from there on. @param step steps done before"""
    done = min(1, step / max(1, steps * config["learningRateDecayEnd"]))
    return start * (1 - done * (1 - config["learningRateFloor"]))


class History:
    """Past corrupt images with their masks (§4.4). Each process has slots of its own."""

    def __init__(self, slots, images=None, masks=None):
        self.slots, self.images, self.masks = slots, images, masks

    @property
    def size(self):
        return 0 if self.images is None else len(self.images)

    def mix(self, images, masks, share, generator):
        """Replaces the last `share` by past ones, as many as there are, then stores as many of the fresh."""
        wanted = int(len(images) * share)
        past = torch.randperm(self.size, generator=generator)[: min(wanted, self.size)].to(images.device)
        mixed = images, masks
        if len(past):
            kept = len(images) - len(past)
            mixed = torch.cat([images[:kept], self.images[past]]), torch.cat([masks[:kept], self.masks[past]])
        for image, mask in zip(images[:wanted].split(1), masks[:wanted].split(1)):
            self.store(image, mask, generator)
        return mixed

    def store(self, image, mask, generator):
        if self.size == 0:
            self.images, self.masks = image.clone(), mask.clone()
        elif self.size < self.slots:
            self.images, self.masks = torch.cat([self.images, image]), torch.cat([self.masks, mask])
        else:
            slot = torch.randint(self.slots, (), generator=generator)
            self.images[slot], self.masks[slot] = image[0], mask[0]


def autoencoder_step(networks, optimisers, config, images, rate):
    """One update of E and D, eq. (3). @param images this process's [n, 3, p, p]"""
    copy = networks.decoder(networks.encoder(images, "training"), "training")
    error = F.mse_loss(copy, images)
    loss = config["reconstructionWeight"] * error
    E, D = optimisers["encoder"], optimisers["decoder"]
    for optimiser, found in zip((E, D), gradients(loss, E, D)):
        optimiser.apply(found, rate)
    return {"reconstruction": error.detach()}


@torch.no_grad()
def damage(features, mask, config, noise=None):
    """Dropped cells get the 3×3 mean of the undamaged φ, or noise with each channel's mean and deviation."""
    if config["fill"] == "average":
        filling = F.avg_pool2d(features, 3, 1, 1, count_include_pad=False)
    else:
        deviation = features.var((0, 2, 3), unbiased=False, keepdim=True).sqrt()
        filling = noise * deviation + features.mean((0, 2, 3), keepdim=True)
    return mask * features + (1 - mask) * filling


def draw(networks, config, count, generator, rank):
    """Ω, the dropout of fc1 and noise for this process's `count` images: its share of what is drawn for all."""
    size, total = SIZES[config["size"]], count * world_size()
    cells = size.pixels // size.stride
    own = slice(rank * count, (rank + 1) * count)
    number = torch.get_default_dtype()
    mask = (torch.rand(total, 1, cells, cells, generator=generator) >= config["theta"]).to(number)[own]
    dropped = torch.rand(2, total, networks.discriminator.hidden, generator=generator) < config["dropout"]
    dropout = ((~dropped).to(number) / (1 - config["dropout"]))[:, own].flatten(0, 1)
    channels = size.encoder()[-1]
    noise = torch.randn(total, channels, cells, cells, generator=generator)[own] if config["fill"] == "noise" else None
    return mask, dropout, noise


def damage_repair_step(networks, optimisers, history, config, images, drawn, rates, generator):
    """One update of C and one of R, eqs. (4) and (5). @param drawn what `draw` gave @param rates of C and R; None: R rests"""
    mask, dropout, noise = (part if part is None else part.to(images.device) for part in drawn)
    C, R, n = optimisers["discriminator"], optimisers["repair"], len(images)
    with torch.no_grad():
        features = networks.encoder(images, "inference")
        real = images if config["realInput"] == "raw" else networks.decoder(features, "inference")
    damaged = damage(features, mask, config, noise)
    corrupt = networks.decoder(damaged, "inference", networks.repair.hook(mask, "batch" if rates[1] is None else "training"))
    shown, masks = corrupt.detach(), mask
    if config["historyShare"] > 0:
        shown, masks = history.mix(shown, mask, config["historyShare"], generator)

    verdict = networks.discriminator(torch.cat([real, shown]), "training", dropout)
    class_loss, mask_loss = own_losses(verdict, masks, n, config)
    (for_C,) = gradients(config["classWeight"] * class_loss + config["maskWeight"] * mask_loss, C)
    if config["updateRule"] == "alternating" or rates[1] is None:
        C.apply(for_C, rates[0])
    if rates[1] is None:
        return {"classLoss": class_loss.detach(), "maskLoss": mask_loss.detach()}
    verdict = networks.discriminator(torch.cat([real, corrupt]), "batch", dropout)
    repair_loss = adversarial(verdict, mask, n, config)
    kept = kept_pixels(corrupt, images, mask)
    (for_R,) = gradients(config["repairWeight"] * repair_loss + config["keptPixelWeight"] * kept, R)
    if config["updateRule"] == "simultaneous":
        C.apply(for_C, rates[0])
    R.apply(for_R, rates[1])
    measured = {"classLoss": class_loss, "maskLoss": mask_loss, "repairLoss": repair_loss, "keptPixelError": kept}
    return {name: value.detach() for name, value in measured.items()}


def cross_entropy(logits, truth):
    return F.cross_entropy(logits, torch.full((len(logits),), truth, device=logits.device))


def own_losses(verdict, mask, n, config):
    """C's class and mask loss. The first n of the batch are real, of which every cell counts as kept."""
    logits, cells = verdict["class"], verdict["mask"]
    class_loss = (cross_entropy(logits[:n], REAL) + cross_entropy(logits[n:], CORRUPT)) / 2
    mask_loss = F.binary_cross_entropy_with_logits(cells[n:], mask)
    if config["maskLossOn"] == "both":
        mask_loss = (F.binary_cross_entropy_with_logits(cells[:n], torch.ones_like(mask)) + mask_loss) / 2
    return class_loss, mask_loss


def adversarial(verdict, mask, n, config):
    """R's: −log C(x̂), log(1 − C(x̂)), or what the authors' program minimises."""
    logits = verdict["class"]
    if config["repairLoss"] == "non-saturating":
        return cross_entropy(logits[n:], REAL)
    if config["repairLoss"] == "minimax":
        return -cross_entropy(logits[n:], CORRUPT)
    swapped = (cross_entropy(logits[:n], CORRUPT) + cross_entropy(logits[n:], REAL)) / 2
    class_loss, mask_loss = own_losses(verdict, mask, n, config)
    return swapped + config["classWeight"] * class_loss + config["maskWeight"] * mask_loss


def kept_pixels(corrupt, images, mask):
    """Mean squared error on kept pixels, over all processes; gradients are of the mean of what each returns."""
    kept = enlarge(mask, images.shape[-1] // mask.shape[-1])
    error = ((corrupt - images) ** 2 * kept).sum() * world_size()
    return error / (over_all(kept.sum()) * images.shape[1]).clamp(min=1)
