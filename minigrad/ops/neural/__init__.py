"""The operations of neural networks, loaded when `minigrad.nn` is.

activations  losses  classification  convolution  pooling  normalization  layers  attention  patches
"""
