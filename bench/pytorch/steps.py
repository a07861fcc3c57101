"""Both training steps as anyone would write them in eager PyTorch, with the workload of our benchmark: no history,
non-saturating loss, mask loss on corrupt images, normalisation of conv5 alone."""
import torch
import torch.nn.functional as F

from model import SIZES, STRIDE, Decoder, Discriminator, Encoder, Repair, channels

RATE = 1e-4
RECONSTRUCTION_WEIGHT = 30.0
MASK_WEIGHT = 0.1
THETA = 0.7
KEPT = 0.5
CORRUPT, REAL = 0, 1


class Steps:
    def __init__(self, size, batch, device):
        self.size, self.batch, self.device = size, batch, device
        self.E, self.D, self.R, self.C = (
            network(size).to(device) for network in (Encoder, Decoder, Repair, Discriminator)
        )
        pixels = SIZES[size][0]
        self.images = torch.rand(batch, 3, pixels, pixels, device=device) * 2 - 1
        adam = lambda *networks: torch.optim.Adam(
            [p for network in networks for p in network.parameters()], RATE, (0.5, 0.999), 1e-8
        )
        self.adam_autoencoder, self.adam_R, self.adam_C = adam(self.E, self.D), adam(self.R), adam(self.C)

    def reconstruction_loss(self):
        copy = self.D(self.E(self.images, "training"), "training")
        return RECONSTRUCTION_WEIGHT * F.mse_loss(copy, self.images)

    def autoencoder(self):
        self.adam_autoencoder.zero_grad(set_to_none=True)
        loss = self.reconstruction_loss()
        loss.backward()
        self.adam_autoencoder.step()
        return loss

    def scene(self, mask=None, dropout=None):
        """Real images, damaged features, drop mask and dropout factors: what both updates share."""
        cells = SIZES[self.size][0] // STRIDE
        with torch.no_grad():
            features = self.E(self.images, "inference")
            real = self.D(features, "inference")
            if mask is None:
                mask = (torch.rand(self.batch, 1, cells, cells, device=self.device) >= THETA).float()
            if dropout is None:
                units = channels(self.size, 4096)
                dropout = (torch.rand(2 * self.batch, units, device=self.device) < KEPT).float() / KEPT
            mean = F.avg_pool2d(features, 3, 1, 1, count_include_pad=False)
            return real, mask * features + (1 - mask) * mean, mask, dropout

    def corrupt_images(self, damaged, mask):
        return self.D(damaged, "inference", self.R, mask)

    def discriminator_loss(self, verdict, mask):
        mask_logits, logits = verdict
        n = self.batch
        classes = torch.cat([torch.full((n,), REAL), torch.full((n,), CORRUPT)]).to(self.device)
        cells = F.binary_cross_entropy_with_logits(mask_logits[n:], mask)
        return F.cross_entropy(logits, classes) + MASK_WEIGHT * cells

    def repair_loss(self, verdict):
        logits = verdict[1][self.batch :]
        return F.cross_entropy(logits, torch.full((self.batch,), REAL, device=self.device))

    def damage_repair(self, rule):
        """Alternating: C judges anew for R after its own update. Simultaneous: one forward pass for both. x̂ is made
        once in either case."""
        self.E.requires_grad_(False)
        self.D.requires_grad_(False)
        real, damaged, mask, dropout = self.scene()
        corrupt = self.corrupt_images(damaged, mask)
        R, C = list(self.R.parameters()), list(self.C.parameters())
        if rule == "alternating":
            verdict = self.C(torch.cat([real, corrupt.detach()]), "training", dropout)
            self.apply(self.adam_C, C, torch.autograd.grad(self.discriminator_loss(verdict, mask), C))
            verdict = self.C(torch.cat([real, corrupt]), "batch", dropout)
            loss = self.repair_loss(verdict)
            self.apply(self.adam_R, R, torch.autograd.grad(loss, R))
        else:
            verdict = self.C(torch.cat([real, corrupt]), "training", dropout)
            loss = self.repair_loss(verdict)
            for_C = torch.autograd.grad(self.discriminator_loss(verdict, mask), C, retain_graph=True)
            for_R = torch.autograd.grad(loss, R)
            self.apply(self.adam_C, C, for_C)
            self.apply(self.adam_R, R, for_R)
        self.E.requires_grad_(True)
        self.D.requires_grad_(True)
        return loss

    @staticmethod
    def apply(optimiser, parameters, gradients):
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = gradient
        optimiser.step()
