"""Records the anatomy figure's numbers: python -m chapter7.widgets.anatomy."""

import json

import torch

from chapter7.widgets.anatomy.anatomy import RECORDED, numbers, trained

if __name__ == "__main__":
    torch.set_num_threads(1)  # as the pages run
    RECORDED.write_text(json.dumps(numbers(trained())) + "\n", encoding="utf-8")
