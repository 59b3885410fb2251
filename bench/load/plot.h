#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace daybook::load {

struct Point {
  double x = 0;
  double y = 0;
};

struct Series {
  std::string name{};
  unsigned colour = 0;  // a place in the palette
  bool dashed = false;
  bool marked = false;  // a dot at each point
  std::vector<Point> points{};
};

struct Tick {
  double at = 0;
  std::string text{};
};

// From `ticks.front()` to `ticks.back()`, which stand in order. What lies outside is drawn at the edge.
struct Axis {
  std::string label{};
  bool logarithmic = false;
  std::vector<Tick> ticks{};
};
// From 0, with round numbers, to `max` or a little more.
[[nodiscard]] Axis linear_axis(std::string label, double max, const std::function<std::string(double)>& text);
// Powers of ten that hold all of [min, max].
[[nodiscard]] Axis logarithmic_axis(std::string label, double min, double max,
                                    const std::function<std::string(double)>& text);

// Lines over two axes.
struct Plot {
  std::string title{};
  Axis x{};
  Axis y{};
  std::vector<Series> series{};
};

// As an SVG element that needs nothing else: no style sheet, no script, no network.
[[nodiscard]] std::string to_svg(const Plot& plot);

// For text in HTML and SVG.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace daybook::load
