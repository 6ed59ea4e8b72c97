"""Warm kernels: notebooks run in kernels that are forked from one process with everything loaded.

- `server.WarmServer` starts and ends that process,
- `run.run_notebook` runs a notebook in one of its kernels through papermill,
- `provisioner.WarmProvisioner` is the kernel provisioner `panelpack-warm`, for any Jupyter client.

Nothing is imported here, so that each process loads only what it needs.
"""
