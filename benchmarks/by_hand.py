"""The workloads written by hand in NumPy: forward, then backward, with no engine in between.

This is what a person would write who knows the derivatives and needs them once. The engine is
measured against it, because no engine on NumPy can be much faster than NumPy.

Each function takes the workload's arrays and returns the gradients in the order of the leaves.
"""

import math

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
    s = a + b
    p = a * b
    t = math.tanh(s)
    u = p - t * 2
    v = u * u + s
    w = max(v, 0.0)
    h = w / 8 + b**2
    k = (h - a) * t
    m = k * k + p * 0.5
    n = math.tanh(m / 10)
    r = max(n * 3 + 1, 0.0)
    out = (r * h + n**3 - k / 4 + s) * 0.5

    g_r, g_h, g_n, g_k, g_s = 0.5 * h, 0.5 * r, 1.5 * n * n, -0.125, 0.5
    g_n += 3 * g_r if r > 0 else 0.0
    g_m = g_n * (1 - n * n) / 10
    g_k += 2 * k * g_m
    g_p = 0.5 * g_m
    g_h += t * g_k
    g_a = -t * g_k
    g_t = (h - a) * g_k
    g_w = g_h / 8
    g_b = 2 * b * g_h
    g_v = g_w if v > 0 else 0.0
    g_u = 2 * u * g_v
    g_s += g_v
    g_p += g_u
    g_t -= 2 * g_u
    g_s += g_t * (1 - t * t)
    g_a += g_p * b + g_s
    g_b += g_p * a + g_s
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
