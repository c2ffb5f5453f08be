"""The workloads written by hand in NumPy: forward, then backward, with no engine in between.

This is what a person would write who knows the derivatives and needs them once. The engine is
measured against it, because no engine on NumPy can be much faster than NumPy.

Each function takes the workload's arrays and returns the gradients in the order of the leaves.
"""

import numpy as np


def seed(a, b, ones):
    q = 3 * a**3 - b**2
    return [9 * a**2 * ones, -2 * b * ones], q


def chain(x, length):
    """y = x * x * x * ...: each product sends a gradient to the chain and to x."""
    values = [x]
    for _ in range(length):
        values.append(values[-1] * x)
    g = np.ones_like(x)
    gx = np.zeros_like(x)
    for y in reversed(values[:-1]):
        gx += g * y
        g = g * x
    return [gx + g], values[-1]


def chain_by_number(x, length):
    y = x
    for _ in range(length):
        y = y * 1.0001
    g = np.ones_like(x)
    for _ in range(length):
        g = g * 1.0001
    return [g], y


def scalar_expression(a, b):
    """Plain Python floats: by hand, nobody makes arrays of single numbers.

    The backward half is the forward half read from the bottom, line by line.
    """
    c = a + b
    d = a * b + b**3
    c1 = c + (c + 1)
    c2 = c1 + (1 + c1 - a)
    r1 = max(b + a, 0.0)
    d1 = d + (d * 2 + r1)
    r2 = max(b - a, 0.0)
    d2 = d1 + (3 * d1 + r2)
    e = c2 - d2
    f = e**2
    out = f / 2.0 + 10.0 / f

    g_e = (0.5 - 10.0 / (f * f)) * 2 * e
    g_d1 = -4 * g_e
    g_r2 = -g_e if b > a else 0.0
    g_d = 3 * g_d1
    g_r1 = g_d1 if b > -a else 0.0
    g_c = 4 * g_e
    g_a = g_c - g_e + b * g_d + g_r1 - g_r2
    g_b = g_c + (a + 3 * b * b) * g_d + g_r1 + g_r2
    return [g_a, g_b], out


def accumulate(x, length):
    acc = np.zeros_like(x)
    for _ in range(length):
        acc = acc + x
    g = np.ones_like(x)
    gx = np.zeros_like(x)
    for _ in range(length):
        gx = gx + g
    return [gx], acc


def mlp_tanh(parameters, x, target, rate):
    """Two hidden layers with tanh, mean squared error, one step of gradient descent."""
    w1, b1, w2, b2, w3, b3 = parameters
    h1 = np.tanh(x @ w1 + b1)
    h2 = np.tanh(h1 @ w2 + b2)
    error = h2 @ w3 + b3 - target
    loss = (error * error).mean()

    g = error * (2 / error.size)
    gw3, gb3 = h2.T @ g, g.sum(0)
    g = (g @ w3.T) * (1 - h2 * h2)
    gw2, gb2 = h1.T @ g, g.sum(0)
    g = (g @ w2.T) * (1 - h1 * h1)
    gw1, gb1 = x.T @ g, g.sum(0)
    gradients = [gw1, gb1, gw2, gb2, gw3, gb3]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter -= rate * gradient
    return gradients, loss


def mlp_relu(parameters, x, target, rate):
    """The same with relu: the mask of what was positive is all that backward needs."""
    w1, b1, w2, b2, w3, b3 = parameters
    h1 = np.maximum(x @ w1 + b1, 0)
    h2 = np.maximum(h1 @ w2 + b2, 0)
    error = h2 @ w3 + b3 - target
    loss = (error * error).mean()

    g = error * (2 / error.size)
    gw3, gb3 = h2.T @ g, g.sum(0)
    g = (g @ w3.T) * (h2 > 0)
    gw2, gb2 = h1.T @ g, g.sum(0)
    g = (g @ w2.T) * (h1 > 0)
    gw1, gb1 = x.T @ g, g.sum(0)
    gradients = [gw1, gb1, gw2, gb2, gw3, gb3]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter -= rate * gradient
    return gradients, loss


def elementwise(x, w):
    y = x * w
    r = np.maximum(y + 1, 0)
    total = (r * r - x).sum()
    g = 2 * r  # zero wherever relu was
    return [g * w - 1, g * x], total


def matmul(a, b, ones):
    product = a @ b
    return [ones @ b.T, a.T @ ones], product
