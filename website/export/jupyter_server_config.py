"""What JupyterLab reads in the project's environment: its menu exports as `jupyter nbconvert`."""

load_subconfig("jupyter_nbconvert_config.py")  # noqa: F821 - Jupyter gives it to such a file
