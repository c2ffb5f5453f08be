"""The course on a JupyterHub: handing it out, the hub's settings, the proxy, an image."""
