"""Writes the archives of this folder with NumPy itself: python3 test/data/numpy/make.py"""
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
cube = np.arange(24).reshape(2, 3, 4)
arrays = {
    "f4": (cube / 8).astype("<f4"),
    "f8": np.asfortranarray(cube / 8),
    "i4": np.asfortranarray(-cube.astype("<i4")),
    "i8": cube.astype(">i8"),
    "u1": np.asfortranarray((10 * cube).astype("u1")),
    "flag": np.asfortranarray(cube % 3 == 0),
    "label": np.array([1, 0]),
}
np.savez(os.path.join(HERE, "stored.npz"), **arrays)
np.savez_compressed(os.path.join(HERE, "deflated.npz"), **arrays)
