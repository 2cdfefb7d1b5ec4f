// The colours of drawing.css as people with each kind of colour vision see them (Machado, Oliveira and Fernandes 2009,
// severity 1), in CIE Lab.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "base/colour.hpp"
#include "figure/svg.hpp"

namespace chancery::figure {
namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

const std::array<Matrix, 4> kVisions{{
    {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
    {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
    {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}},
    {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}},
}};

Triple times(const Matrix& m, const Triple& v) {
  Triple out{};
  for (std::size_t i = 0; i < 3; ++i) out[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
  return out;
}

Triple seen(Colour colour, const Matrix& vision) {
  const auto linear = [](std::uint8_t c) {
    const double s = c / 255.0;
    return s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4);
  };
  auto rgb = times(vision, {linear(colour.red), linear(colour.green), linear(colour.blue)});
  for (double& c : rgb) c = std::clamp(c, 0.0, 1.0);
  const auto xyz = times({{{0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}}}, rgb);
  const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
  const double x = f(xyz[0] / 0.95047), y = f(xyz[1]), z = f(xyz[2] / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double distance(Colour a, Colour b, const Matrix& vision) {
  const auto p = seen(a, vision), q = seen(b, vision);
  return std::sqrt(std::pow(p[0] - q[0], 2) + std::pow(p[1] - q[1], 2) + std::pow(p[2] - q[2], 2));
}

// The n-th definition of a variable: 0 in light, 1 in dark.
Colour colour_of(std::string_view name, int theme) {
  const auto key = "--" + std::string(name) + ": ";
  auto at = drawing_sheet().find(key);
  for (int i = 0; i < theme; ++i) at = drawing_sheet().find(key, at + 1);
  const auto colour = Colour::parse(drawing_sheet().substr(at + key.size(), 7));
  EXPECT_TRUE(colour.has_value()) << name;
  return *colour;
}

TEST(Palette, CategoriesAreToldApartByEveryKindOfColourVision) {
  constexpr double kEasily = 25;  // about ten times what is just noticeable
  for (const int theme : {0, 1}) {
    for (const auto& vision : kVisions) {
      for (int a = 0; a < 6; ++a) {
        for (int b = a + 1; b < 6; ++b) {
          EXPECT_GE(
              distance(colour_of("c" + std::to_string(a), theme), colour_of("c" + std::to_string(b), theme), vision),
              kEasily)
              << a << " and " << b << " of theme " << theme;
        }
      }
      EXPECT_GE(distance(colour_of("into", theme), colour_of("from", theme), vision), kEasily);
      EXPECT_GE(distance(colour_of("into", theme), colour_of("blue", theme), vision), kEasily);
    }
  }
}

TEST(Palette, EveryMarkStandsOutFromItsGround) {
  for (const int theme : {0, 1}) {
    const auto paper = colour_of("paper", theme);
    for (const auto* name : {"c0", "c1", "c2", "c3", "c4", "c5", "into", "from", "blue", "bar", "wax"}) {
      EXPECT_GE(contrast(colour_of(name, theme), paper), 3.0) << name << " of theme " << theme;
    }
    EXPECT_GE(contrast(colour_of("soft", theme), paper), 4.5);
    EXPECT_GE(contrast(colour_of("ink", theme), paper), 4.5);
  }
}

}  // namespace
}  // namespace chancery::figure
