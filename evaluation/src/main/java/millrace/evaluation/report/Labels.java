package millrace.evaluation.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds room for the names of dots: right of the dot, else left, above or below it. A name that
 * would cover another is left out; the dot's tooltip still tells it.
 */
final class Labels {
  private static final double LETTER = 6; // pixels, of letters of 11 pixels
  private static final double LINE = 11;
  private static final double AWAY = 5;

  private record Box(double left, double top, double right, double bottom) {
    boolean meets(Box b) {
      return left < b.right && b.left < right && top < b.bottom && b.top < bottom;
    }
  }

  private final Plot plot;
  private final List<Box> taken = new ArrayList<>();

  Labels(Plot plot) {
    this.plot = plot;
  }

  /** A dot, which no name may cover. */
  void dot(double vx, double vy) {
    double x = plot.x.at(vx);
    double y = plot.y.at(vy);
    taken.add(new Box(x - 3, y - 3, x + 3, y + 3));
  }

  /** Writes a name beside its dot where there is room. */
  void write(double vx, double vy, String name) {
    double x = plot.x.at(vx);
    double y = plot.y.at(vy);
    double width = LETTER * name.length();
    double[][] places = {
      {x + AWAY, y - LINE / 2},
      {x - AWAY - width, y - LINE / 2},
      {x - width / 2, y - 1.5 * LINE - 1},
      {x - width / 2, y + LINE / 2 + 1}
    };
    for (var at : places) {
      var box = new Box(at[0], at[1], at[0] + width, at[1] + LINE);
      if (box.left < plot.x.from() || box.right > Plot.WIDTH) continue;
      if (taken.stream().anyMatch(box::meets)) continue;
      taken.add(box);
      plot.svg.text("label", box.left, box.bottom - 2, name);
      return;
    }
  }
}
