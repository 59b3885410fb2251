#include "bench/load/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace daybook::load {

namespace {

// In the units of the drawing.
constexpr double kWidth = 860;
constexpr double kHeight = 380;
constexpr double kLeft = 80;
constexpr double kRight = 200;  // for the names of the lines
constexpr double kTop = 40;
constexpr double kBottom = 56;
constexpr double kAreaWidth = kWidth - kLeft - kRight;
constexpr double kAreaHeight = kHeight - kTop - kBottom;

// Told apart by people who do not see all colours, too (Okabe and Ito).
constexpr std::array<const char*, 8> kPalette = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                 "#e69f00", "#56b4e9", "#000000", "#7f7f7f"};

const char* colour_of(const Series& series) { return kPalette[series.colour % kPalette.size()]; }

// Where a value lies on its axis, from 0 to 1.
double place(const Axis& axis, double value) {
  const auto scaled = [&](double v) { return axis.logarithmic ? std::log10(std::max(v, 1e-12)) : v; };
  const double low = scaled(axis.ticks.front().at);
  const double high = scaled(axis.ticks.back().at);
  return high <= low ? 0 : std::clamp((scaled(value) - low) / (high - low), 0.0, 1.0);
}

class Drawing {
 public:
  explicit Drawing(const Plot& plot) : plot_(plot) {}

  std::string draw() {
    add(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" )"
        R"(font-family="system-ui, sans-serif" font-size="12" fill="#222">)"
        "\n",
        kWidth, kHeight);
    add(R"(<title>{}</title><rect width="{}" height="{}" fill="#fff"/>)", escaped(plot_.title), kWidth, kHeight);
    text(kLeft, 22, "start", plot_.title, R"( font-size="15" font-weight="600")");
    if (plot_.x.ticks.size() >= 2 && plot_.y.ticks.size() >= 2) {
      draw_axes();
      for (const Series& series : plot_.series) draw_line(series);
      draw_names();
    }
    svg_ += "</svg>\n";
    return std::move(svg_);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(svg_), format, std::forward<Args>(args)...);
  }
  void text(double x, double y, const char* anchor, std::string_view words, std::string_view more = "") {
    add(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}"{}>{}</text>)"
        "\n",
        x, y, anchor, more, escaped(words));
  }
  void line(double x1, double y1, double x2, double y2, const char* colour) {
    add(R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}"/>)"
        "\n",
        x1, y1, x2, y2, colour);
  }
  [[nodiscard]] double across(double x) const { return kLeft + place(plot_.x, x) * kAreaWidth; }
  [[nodiscard]] double down(double y) const { return kTop + (1 - place(plot_.y, y)) * kAreaHeight; }

  void draw_axes() {
    for (const Tick& tick : plot_.x.ticks) {
      line(across(tick.at), kTop, across(tick.at), kTop + kAreaHeight, "#e4e4e4");
      text(across(tick.at), kTop + kAreaHeight + 18, "middle", tick.text);
    }
    for (const Tick& tick : plot_.y.ticks) {
      line(kLeft, down(tick.at), kLeft + kAreaWidth, down(tick.at), "#e4e4e4");
      text(kLeft - 8, down(tick.at) + 4, "end", tick.text);
    }
    line(kLeft, kTop, kLeft, kTop + kAreaHeight, "#888");
    line(kLeft, kTop + kAreaHeight, kLeft + kAreaWidth, kTop + kAreaHeight, "#888");
    text(kLeft + kAreaWidth / 2, kHeight - 14, "middle", plot_.x.label, R"( fill="#555")");
    const double middle = kTop + kAreaHeight / 2;
    text(16, middle, "middle", plot_.y.label,
         fmt::format(R"_( fill="#555" transform="rotate(-90 16 {:.1f})")_", middle));
  }

  void draw_line(const Series& series) {
    std::string points;
    for (const Point& point : series.points) {
      fmt::format_to(std::back_inserter(points), "{:.1f},{:.1f} ", across(point.x), down(point.y));
    }
    add(R"(<polyline fill="none" stroke="{}" stroke-width="1.8" stroke-linejoin="round"{} points="{}"/>)"
        "\n",
        colour_of(series), series.dashed ? R"( stroke-dasharray="5 4")" : "", points);
    if (!series.marked) return;
    for (const Point& point : series.points) {
      add(R"(<circle cx="{:.1f}" cy="{:.1f}" r="3" fill="{}"/>)"
          "\n",
          across(point.x), down(point.y), colour_of(series));
    }
  }

  void draw_names() {
    double y = kTop + 6;
    const double x = kLeft + kAreaWidth + 14;
    for (const Series& series : plot_.series) {
      add(R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="2.4"{}/>)", x, y, x + 22,
          y, colour_of(series), series.dashed ? R"( stroke-dasharray="5 4")" : "");
      text(x + 28, y + 4, "start", series.name);
      y += 18;
    }
  }

  const Plot& plot_;
  std::string svg_;
};

}  // namespace

Axis linear_axis(std::string label, double max, const std::function<std::string(double)>& text) {
  Axis axis{.label = std::move(label)};
  const double wanted = std::max(max, 1e-9) / 6;
  const double base = std::pow(10, std::floor(std::log10(wanted)));
  double step = base;
  for (const double factor : {2.0, 5.0, 10.0}) {
    if (step < wanted) step = base * factor;
  }
  const auto steps = static_cast<unsigned>(std::ceil(max / step));
  for (unsigned i = 0; i <= steps; ++i) axis.ticks.push_back({i * step, text(i * step)});
  return axis;
}

Axis logarithmic_axis(std::string label, double min, double max, const std::function<std::string(double)>& text) {
  Axis axis{.label = std::move(label), .logarithmic = true};
  double at = std::pow(10, std::floor(std::log10(std::max(min, 1e-9))));
  axis.ticks.push_back({at, text(at)});
  do {
    at *= 10;
    axis.ticks.push_back({at, text(at)});
  } while (at < max);
  return axis;
}

std::string to_svg(const Plot& plot) { return Drawing(plot).draw(); }

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace daybook::load
