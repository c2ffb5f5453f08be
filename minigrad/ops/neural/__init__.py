"""The operations of neural networks, loaded when `minigrad.nn` is.

activations  losses  convolution  pooling  normalization  layers
"""
