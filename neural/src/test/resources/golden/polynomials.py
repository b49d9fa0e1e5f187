#!/usr/bin/python3
"""The polynomials of SimdMath and SimdFunctions: near-minimax fits by reweighted least squares (Lawson), rounded to float
one coefficient after the other with the rest fitted anew. numpy 1.24.2, mpmath 1.2.1.

Prints each polynomial, highest power first, and its largest relative error in exact arithmetic.
"""
import mpmath
import numpy as np

mpmath.mp.dps = 40


def lawson(basis, target, weight, rounds=400):
    """Coefficients c with |basis·c - target|·weight as small as possible everywhere."""
    w = np.ones(len(target))
    best, best_error = None, np.inf
    for _ in range(rounds):
        s = np.sqrt(w) * weight
        c = np.linalg.lstsq(basis * s[:, None], target * s, rcond=None)[0]
        e = np.abs((basis @ c - target) * weight)
        if e.max() < best_error:
            best, best_error = c, e.max()
        w = w * (e + 1e-3 * e.max())
        w /= w.sum()
    return best, best_error


def fit(name, f, weight, lo, hi, degree, variable=lambda x: x):
    """f(x) as a polynomial of variable(x); weight turns its error into a relative one."""
    k = np.arange(2000)
    x = (lo + hi) / 2 + (hi - lo) / 2 * np.cos(np.pi * (k + 0.5) / len(k))
    x = x[np.abs(x) > 1e-9]
    target = np.array([float(f(mpmath.mpf(v))) for v in x])
    w = np.array([float(weight(mpmath.mpf(v))) for v in x])
    u = variable(x)
    scale = np.abs(u).max()
    fixed = np.zeros(len(x))
    coefficients = []
    _, ideal = lawson(np.stack([(u / scale) ** d for d in range(degree + 1)], 1), target, w)
    for d in range(degree + 1):
        basis = np.stack([(u / scale) ** j for j in range(d, degree + 1)], 1)
        c, _ = lawson(basis, target - fixed, w, 200)
        rounded = float(np.float32(c[0] / scale**d))
        coefficients.append(rounded)
        fixed = fixed + rounded * u**d
    error = np.abs((fixed - target) * w).max()
    print("%s: largest relative error %.2e (before rounding %.2e)" % (name, error, ideal))
    print("  " + ", ".join(repr(np.float32(c)) + "f" for c in reversed(coefficients)))
    return error


def quotient(name, degree_p, degree_q, edge, rounds=2500, n=800):
    """(Phi(x) - 1/2) / x as P(x^2) / Q(x^2), Q(0) = 1, for |x| <= edge; the error is that of Phi(x)."""
    x = edge * np.sin(np.pi / 2 * (np.arange(n) + 0.5) / n)
    f = np.array([float((mpmath.ncdf(mpmath.mpf(v)) - mpmath.mpf(1) / 2) / mpmath.mpf(v)) for v in x])
    t = (x / edge) ** 2
    powers = np.stack([t**i for i in range(max(degree_p, degree_q) + 1)], 1)
    basis = np.concatenate([powers[:, : degree_p + 1], -f[:, None] * powers[:, 1 : degree_q + 1]], 1)
    q, w, best = np.ones(n), np.ones(n), (np.inf, None, None)
    for _ in range(rounds):  # linear in P and Q, given the last Q as a weight
        s = np.sqrt(w) * x / q
        c = np.linalg.lstsq(basis * s[:, None], f * s, rcond=None)[0]
        p_now, q_now = c[: degree_p + 1], np.concatenate([[1], c[degree_p + 1 :]])
        q = powers[:, : degree_q + 1] @ q_now
        e = np.abs(powers[:, : degree_p + 1] @ p_now / q - f) * x
        if e.max() < best[0] and q.min() > 0:
            best = e.max(), p_now, q_now
        w = w * (e + 1e-3 * e.max())
        w /= w.sum()
        q = np.abs(q)
    error, p, q = best
    print("%s: largest error %.2e before rounding" % (name, error))
    for c in (p, q):
        c = c / edge ** (2 * np.arange(len(c)))
        print("  " + ", ".join(repr(np.float32(v)) + "f" for v in reversed(c)))


if __name__ == "__main__":
    half = float(mpmath.log(2) / 2) * 1.0001
    fit("exp(r) - 1 = r + r^2 P(r)", lambda r: (mpmath.expm1(r) - r) / r**2,
        lambda r: r**2 / mpmath.expm1(r), -half, half, 4)
    lo, hi = float(mpmath.sqrt(0.5)) - 1, float(mpmath.sqrt(2)) - 1
    fit("log(1 + f) = f - f^2/2 + f^3 P(f)", lambda f: (mpmath.log1p(f) - f + f**2 / 2) / f**3,
        lambda f: f**3 / mpmath.log1p(f), lo, hi, 8)

    def tail(t):
        return mpmath.ncdf(-t) * mpmath.exp(t * t / 2)

    fit("normal distribution function: Phi(-t) = exp(-t^2/2) P(1/(1 + t/4))", tail, lambda t: 1 / tail(t),
        0, 14.6, 9, lambda t: 1 / (1 + t / 4))
    quotient("Phi(x) = 1/2 + x P(x^2) / Q(x^2)", 5, 5, 5.6)
