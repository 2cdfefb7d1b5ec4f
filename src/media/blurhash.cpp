#include "media/blurhash.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>
#include <vector>

namespace chancery::media {
namespace {

constexpr std::string_view kDigits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
static_assert(kDigits.size() == 83);

// The weight of one wave in each channel, in linear light.
using Weight = std::array<double, 3>;

double to_linear(unsigned value) {
  const double v = value / 255.0;
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

unsigned to_srgb(double linear) {
  const double v = std::clamp(linear, 0.0, 1.0);
  const double srgb = v <= 0.0031308 ? v * 12.92 : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
  return static_cast<unsigned>(std::lround(srgb * 255));
}

void append_base83(std::string& out, unsigned value, unsigned digits) {
  for (unsigned place = digits; place-- > 0;) {
    unsigned power = 1;
    for (unsigned i = 0; i < place; ++i) power *= 83;
    out += kDigits[value / power % 83];
  }
}

unsigned from_base83(std::string_view text) {
  unsigned value = 0;
  for (const char c : text) value = value * 83 + static_cast<unsigned>(kDigits.find(c));
  return value;
}

// cos(pi * wave * i / size) for each i.
std::vector<double> wave_of(unsigned wave, std::size_t size) {
  std::vector<double> values(size);
  for (std::size_t i = 0; i < size; ++i) {
    values[i] = std::cos(std::numbers::pi * wave * static_cast<double>(i) / static_cast<double>(size));
  }
  return values;
}

// One channel of a weight in 19 steps around zero, by the square root: small weights get the finer steps.
unsigned quantised(double weight, double maximum) {
  const double part = weight / maximum;
  const double root = std::copysign(std::sqrt(std::abs(part)), part);
  return static_cast<unsigned>(std::clamp(std::floor(root * 9 + 9.5), 0.0, 18.0));
}

// The scale of all waves but the mean, in 83 steps of 1/166.
unsigned scale_of(std::span<const Weight> waves) {
  double greatest = 0;
  for (const auto& wave : waves) {
    for (const double channel : wave) greatest = std::max(greatest, std::abs(channel));
  }
  return static_cast<unsigned>(std::clamp(std::floor(greatest * 166 - 0.5), 0.0, 82.0));
}

}  // namespace

std::string blurhash(std::span<const std::uint8_t> rgb, std::size_t width, std::size_t height, unsigned waves_x,
                     unsigned waves_y) {
  assert(width > 0 && height > 0 && rgb.size() == width * height * 3);
  assert(waves_x >= 1 && waves_x <= 9 && waves_y >= 1 && waves_y <= 9);
  std::array<double, 256> linear{};
  for (unsigned value = 0; value < 256; ++value) linear[value] = to_linear(value);
  std::vector<std::vector<double>> across;
  across.reserve(waves_x);
  for (unsigned x = 0; x < waves_x; ++x) across.push_back(wave_of(x, width));

  std::vector<Weight> weights;
  for (unsigned wave_y = 0; wave_y < waves_y; ++wave_y) {
    const auto down = wave_of(wave_y, height);
    for (unsigned wave_x = 0; wave_x < waves_x; ++wave_x) {
      Weight sum{};
      for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t x = 0; x < width; ++x) {
          const double basis = across[wave_x][x] * down[y];
          const auto* pixel = &rgb[(y * width + x) * 3];
          for (std::size_t channel = 0; channel < 3; ++channel) sum[channel] += basis * linear[pixel[channel]];
        }
      }
      const double scale = (wave_x == 0 && wave_y == 0 ? 1.0 : 2.0) / static_cast<double>(width * height);
      for (auto& channel : sum) channel *= scale;
      weights.push_back(sum);
    }
  }

  const auto waves = std::span(weights).subspan(1);
  const auto scale = scale_of(waves);
  const auto& mean = weights.front();
  std::string hash;
  append_base83(hash, (waves_x - 1) + (waves_y - 1) * 9, 1);
  append_base83(hash, scale, 1);
  append_base83(hash, (to_srgb(mean[0]) << 16) | (to_srgb(mean[1]) << 8) | to_srgb(mean[2]), 4);
  for (const auto& wave : waves) {
    unsigned steps = 0;
    for (const double channel : wave) steps = steps * 19 + quantised(channel, (scale + 1) / 166.0);
    append_base83(hash, steps, 2);
  }
  return hash;
}

bool is_blurhash(std::string_view text) {
  if (text.size() < 6 || text.find_first_not_of(kDigits) != std::string_view::npos) return false;
  const unsigned waves = from_base83(text.substr(0, 1));
  return waves < 81 && text.size() == 4 + 2 * (waves % 9 + 1) * (waves / 9 + 1);
}

Colour average_of(std::string_view blurhash) {
  assert(is_blurhash(blurhash));
  const unsigned mean = from_base83(blurhash.substr(2, 4));
  return {static_cast<std::uint8_t>(mean >> 16), static_cast<std::uint8_t>(mean >> 8), static_cast<std::uint8_t>(mean)};
}

}  // namespace chancery::media
