"""Right programs that are written in another way than the solutions."""

# Other right programs, as long as learners write them: they have loops, sums and names to slip on.
OTHER_RIGHT_PROGRAMS = {
    "directional_derivative": [
        """
def directional_derivative(gradient, direction):
    slope, square = 0.0, 0.0
    for i in range(len(gradient)):
        slope += gradient[i] * direction[i]
        square += direction[i] ** 2
    return slope / square**0.5
"""
    ],
    "descent_path": [
        """
def descent_path(grad, start, learning_rate, num_steps):
    w = np.array(start, dtype=float)
    points = np.zeros((num_steps + 1, 2))
    points[0] = w
    for i in range(num_steps):
        slopes = grad(w)
        w[0] = w[0] - learning_rate * slopes[0]
        w[1] = w[1] - learning_rate * slopes[1]
        points[i + 1] = w
    return points
"""
    ],
    "numerical_gradient": [
        """
def numerical_gradient(f, w, h):
    slopes = np.zeros(len(w))
    w = w.copy()
    for i in range(len(w)):
        w[i] = w[i] + h
        above = f(w)
        w[i] = w[i] - 2 * h
        below = f(w)
        w[i] = w[i] + h
        slopes[i] = (above - below) / (2 * h)
    return slopes
"""
    ],
    "output_weight_gradient": [
        """
def output_weight_gradient(z, y, t):
    result = np.zeros((len(y), len(z)))
    for k in range(len(y)):
        for j in range(len(z)):
            result[k, j] = (y[k] - t[k]) * z[j]
    return result
"""
    ],
    "hidden_gradient": [
        """
def hidden_gradient(h, w2, y, t):
    result = np.zeros(len(h))
    for j in range(len(h)):
        total = 0.0
        for k in range(len(y)):
            total += w2[k, j] * (y[k] - t[k])
        z = np.tanh(h[j])
        result[j] = (1 - z**2) * total
    return result
"""
    ],
    "training_step": [
        """
def training_step(x, t, w1, w2, learning_rate):
    z = np.tanh(w1 @ x)
    error = w2 @ z - t
    back = (1 - z**2) * (error @ w2)
    w2 = w2 - learning_rate * np.outer(error, z)
    w1 = w1 - learning_rate * np.outer(back, x)
    return w1, w2
"""
    ],
    "most_sensitive": [
        """
def most_sensitive(gradient):
    best, place = -1.0, (0, 0)
    for j in range(gradient.shape[0]):
        for i in range(gradient.shape[1]):
            if abs(gradient[j, i]) > best:
                best, place = abs(gradient[j, i]), (j, i)
    return place
"""
    ],
}
