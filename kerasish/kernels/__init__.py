"""Device kernels: `cpu` holds Numba kernels, `gpu` holds CuPy kernels. File names follow `kerasish.ops`."""
