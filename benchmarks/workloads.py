"""What is measured, and what is aimed at: times PyTorch's, times that of NumPy by hand."""

import arrays
import graphs
import networks
from workload import Workload

SMALL, MOONS = ([2, 16, 16, 1], 32, "tanh"), ([2, 16, 16, 1], 100, "relu")
MEDIUM = ([784, 256, 128, 10], 128, "relu")

WORKLOADS = [
    Workload("seed", "the seed's example", graphs.prepare_seed, graphs.seed_by_hand, 0.28, 3.8),
    Workload(
        "expression",
        "28 operations on numbers",
        graphs.prepare_expression,
        graphs.expression_by_hand,
        0.28,
        others={"micrograd": graphs.expression_on_micrograd},
    ),
    Workload(
        "chain",
        "chain of 1,000 products",
        graphs.prepare_chain(1_000),
        graphs.chain_by_hand(1_000),
        0.50,
        2.5,
    ),
    Workload(
        "chain-number",
        "chain of 1,000, by a number",
        graphs.prepare_chain_by_number(1_000),
        graphs.chain_by_number_by_hand(1_000),
        0.50,
    ),
    Workload(
        "chain-long",
        "chain of 100,000 products",
        graphs.prepare_chain(100_000),
        graphs.chain_by_hand(100_000),
        0.55,
        3.6,
    ),
    Workload(
        "accumulate",
        "acc = acc + x, 10,000 ×",
        graphs.prepare_accumulate,
        graphs.accumulate_by_hand,
        0.6,
    ),
    Workload(
        "mlp-small",
        "MLP 2-16-16-1, step",
        networks.prepare_mlp(*SMALL),
        networks.mlp_by_hand(*SMALL),
        0.37,
        2.1,
    ),
    Workload(
        "moons",
        "two moons, step",
        networks.prepare_mlp(*MOONS),
        networks.mlp_by_hand(*MOONS),
        0.42,
        2.1,
    ),
    Workload(
        "moons-modules",
        "two moons, nn and SGD",
        networks.prepare_modules(*MOONS),
        networks.mlp_by_hand(*MOONS),
    ),
    Workload(
        "mlp-medium",
        "MLP 784-256-128-10, step",
        networks.prepare_mlp(*MEDIUM),
        networks.mlp_by_hand(*MEDIUM),
        0.85,
        1.12,
    ),
    Workload(
        "mlp-double",
        "the same in float64",
        networks.prepare_mlp(*MEDIUM, "float64"),
        networks.mlp_by_hand(*MEDIUM, "float64"),
        0.85,
        1.12,
    ),
    Workload(
        "elementwise",
        "1,000,000 elements",
        arrays.prepare_elementwise,
        arrays.elementwise_by_hand,
        0.6,
        1.6,
    ),
    Workload(
        "matmul",
        "512 × 512 matmul",
        arrays.prepare_matmul,
        arrays.matmul_by_hand,
        0.92,
        1.05,
    ),
]
