package millrace.trainers;

/**
 * Loss functions of stochastic gradient descent: of a linear function's value p, and of y, which is
 * -1 or 1 for those of classifiers.
 */
enum SgdLoss {
  HINGE {
    @Override
    double loss(double p, double y, double epsilon) {
      return p * y <= 1 ? 1 - p * y : 0;
    }

    @Override
    double slope(double p, double y, double epsilon) {
      return p * y <= 1 ? -y : 0;
    }
  },
  PERCEPTRON {
    @Override
    double loss(double p, double y, double epsilon) {
      return p * y <= 0 ? -p * y : 0;
    }

    @Override
    double slope(double p, double y, double epsilon) {
      return p * y <= 0 ? -y : 0;
    }
  },
  SQUARED_HINGE {
    @Override
    double loss(double p, double y, double epsilon) {
      double z = 1 - p * y;
      return z > 0 ? z * z : 0;
    }

    @Override
    double slope(double p, double y, double epsilon) {
      double z = 1 - p * y;
      return z > 0 ? -2 * y * z : 0;
    }
  },
  LOG {
    @Override
    double loss(double p, double y, double epsilon) {
      double z = p * y;
      if (z > 18) return Math.exp(-z);
      return z < -18 ? -z : Math.log(1 + Math.exp(-z));
    }

    @Override
    double slope(double p, double y, double epsilon) {
      double z = p * y;
      if (z > 18) return Math.exp(-z) * -y;
      return z < -18 ? -y : -y / (Math.exp(z) + 1);
    }
  },
  MODIFIED_HUBER {
    @Override
    double loss(double p, double y, double epsilon) {
      double z = p * y;
      if (z >= 1) return 0;
      return z >= -1 ? (1 - z) * (1 - z) : -4 * z;
    }

    @Override
    double slope(double p, double y, double epsilon) {
      double z = p * y;
      if (z >= 1) return 0;
      return z >= -1 ? -2 * y * (1 - z) : -4 * y;
    }
  },
  SQUARED {
    @Override
    double loss(double p, double y, double epsilon) {
      return (p - y) * (p - y) / 2;
    }

    @Override
    double slope(double p, double y, double epsilon) {
      return p - y;
    }
  },
  HUBER {
    @Override
    double loss(double p, double y, double epsilon) {
      double r = Math.abs(p - y);
      return r <= epsilon ? r * r / 2 : epsilon * r - epsilon * epsilon / 2;
    }

    @Override
    double slope(double p, double y, double epsilon) {
      double r = p - y;
      return Math.abs(r) <= epsilon ? r : Math.copySign(epsilon, r);
    }
  },
  EPSILON_INSENSITIVE {
    @Override
    double loss(double p, double y, double epsilon) {
      return Math.max(0, Math.abs(y - p) - epsilon);
    }

    @Override
    double slope(double p, double y, double epsilon) {
      if (y - p > epsilon) return -1;
      return p - y > epsilon ? 1 : 0;
    }
  },
  SQUARED_EPSILON_INSENSITIVE {
    @Override
    double loss(double p, double y, double epsilon) {
      double over = Math.abs(y - p) - epsilon;
      return over > 0 ? over * over : 0;
    }

    @Override
    double slope(double p, double y, double epsilon) {
      double z = y - p;
      if (z > epsilon) return -2 * (z - epsilon);
      return z < -epsilon ? 2 * (-z - epsilon) : 0;
    }
  };

  abstract double loss(double p, double y, double epsilon);

  /** The derivative by p. */
  abstract double slope(double p, double y, double epsilon);
}
