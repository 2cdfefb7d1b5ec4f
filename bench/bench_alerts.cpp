// Alerts on the crisis streams of $CHANCERY_TEST_DATA/crisis, beside a detector that knows volume alone.
//
// Each stream is replayed in bins of ten minutes; every hour that ends teaches the baseline. The plain detector: mean
// m <- 0.95 m + 0.05 x from the first bin, an alert when x >= 5 and x > m + 4 sqrt(m + 1), then silence for 24 hours.
// The streams are filtered by the event's own words and begin at or near it, so false alarms and true lead cannot be
// measured: only whether an event is seen before its largest bin, how long before, and how often an officer is called.
// What an officer is called for in vain is counted on calm weeks made here: days and weekends have their shape, hours
// and bins scatter by a third beyond Poisson, nothing happens.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "trend/baseline.hpp"
#include "trend/burst.hpp"

namespace {

using chancery::Timestamp;
using std::chrono::minutes;

constexpr minutes kBin{10};

// Posts in every bin from the first to the last.
struct Stream {
  std::string name;
  std::int64_t first = 0;  // bin since 1970
  std::vector<double> bins;
};

Stream read(const std::filesystem::path& file) {
  Stream stream{.name = file.stem().string()};
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const std::int64_t bin = std::stoll(line) / std::chrono::seconds{kBin}.count();
    if (stream.bins.empty()) stream.first = bin;
    stream.bins.resize(std::max(stream.bins.size(), static_cast<std::size_t>(bin - stream.first) + 1));
    ++stream.bins[static_cast<std::size_t>(bin - stream.first)];
  }
  return stream;
}

std::vector<std::size_t> plain(const Stream& stream) {
  std::vector<std::size_t> alerts;
  double mean = 0;
  for (std::size_t i = 0; i < stream.bins.size(); ++i) {
    const double x = stream.bins[i];
    if (i == 0) mean = x;
    const bool silent = !alerts.empty() && i - alerts.back() < 144;
    if (!silent && x >= 5 && x > mean + 4 * std::sqrt(mean + 1)) alerts.push_back(i);
    mean = 0.95 * mean + 0.05 * x;
  }
  return alerts;
}

std::vector<std::size_t> ours(const Stream& stream) {
  std::vector<std::size_t> alerts;
  chancery::trend::Baseline baseline;
  chancery::trend::BurstDetector detector;
  double hour = 0;
  for (std::size_t i = 0; i < stream.bins.size(); ++i) {
    const std::int64_t number = stream.first + static_cast<std::int64_t>(i);
    const Timestamp at{kBin * number};
    if (detector.add(at, stream.bins[i], baseline.bin(at, kBin)).alert) alerts.push_back(i);
    hour += stream.bins[i];
    if (number % 6 == 5) {
      baseline.observe(at, hour);
      hour = 0;
    }
  }
  return alerts;
}

// Six weeks, a mean of so many posts a bin.
Stream calm_weeks(double mean, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::gamma_distribution<double> scatter(11, 1 / 11.0);
  Stream stream{.name = "calm", .first = 2'958'336};
  double of_hour = 1;
  for (int bin = 0; bin < 6 * 1008; ++bin) {
    const int hour = bin / 6;
    if (bin % 6 == 0) of_hour = scatter(random);
    const double day = 1 - 0.8 * std::cos(2 * std::numbers::pi * (hour % 24) / 24.0);
    const double week = (hour / 24) % 7 >= 5 ? 0.6 : 1;
    stream.bins.push_back(std::poisson_distribution<int>(mean * day * week * of_hour * scatter(random))(random));
  }
  return stream;
}

// Alerts a day in the last four of the six.
void print_calm(double mean) {
  constexpr int kStreams = 20;
  constexpr std::size_t kLearning = 2 * 1008;
  double of_ours = 0;
  double of_plain = 0;
  const auto after_learning = [](const std::vector<std::size_t>& alerts) {
    return static_cast<double>(std::ranges::count_if(alerts, [](std::size_t bin) { return bin >= kLearning; }));
  };
  for (std::uint32_t seed = 0; seed < kStreams; ++seed) {
    const Stream stream = calm_weeks(mean, seed);
    of_ours += after_learning(ours(stream));
    of_plain += after_learning(plain(stream));
  }
  constexpr double kDays = 28 * kStreams;
  fmt::print("{{\"what\":\"calm weeks, {} posts a bin\",\"false_alarms_a_day\":{:.3f},\"volume_alone\":{:.3f}}}\n",
             mean, of_ours / kDays, of_plain / kDays);
}

// Minutes from the first alert to the peak; and whether one came before it.
struct Lead {
  bool seen = false;
  double first = 0;
  double last = 0;
};

Lead lead(const std::vector<std::size_t>& alerts, std::size_t peak) {
  Lead result;
  for (const std::size_t alert : alerts) {
    if (alert > peak) break;
    const auto before = static_cast<double>((peak - alert) * 10);
    if (!result.seen) result.first = before;
    result.seen = true;
    result.last = before;
  }
  return result;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

struct Sum {
  std::size_t alerts = 0;
  std::size_t seen = 0;
  std::vector<double> leads;

  void add(std::size_t n, const Lead& one) {
    alerts += n;
    if (!one.seen) return;
    ++seen;
    leads.push_back(one.first);
  }
};

std::string show(std::size_t alerts, const Lead& one) {
  return one.seen ? fmt::format("{:>6} {:>9.0f} {:>9.0f}", alerts, one.first, one.last)
                  : fmt::format("{:>6} {:>9} {:>9}", alerts, "after", "-");
}

}  // namespace

int main() {
  const char* data = std::getenv("CHANCERY_TEST_DATA");
  const auto folder = std::filesystem::path(data == nullptr ? "." : data) / "crisis";
  if (data == nullptr || !std::filesystem::is_directory(folder)) {
    fmt::print(stderr, "no {}: set CHANCERY_TEST_DATA to the folder that holds crisis/\n", folder.string());
    return 2;
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".csv") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  fmt::print("{:<30} {:>5}  {:<26}  {:<26}\n", "", "peak", " ours: alerts, lead min", "volume alone");
  fmt::print("{:<30} {:>5} {:>6} {:>9} {:>9} {:>6} {:>9} {:>9}\n", "stream", "bin", "n", "first", "last", "n", "first",
             "last");
  Sum our_sum;
  Sum plain_sum;
  for (const auto& file : files) {
    const Stream stream = read(file);
    const auto peak = static_cast<std::size_t>(std::ranges::max_element(stream.bins) - stream.bins.begin());
    const auto our_alerts = ours(stream);
    const auto plain_alerts = plain(stream);
    our_sum.add(our_alerts.size(), lead(our_alerts, peak));
    plain_sum.add(plain_alerts.size(), lead(plain_alerts, peak));
    fmt::print("{:<30} {:>5.0f} {} {}\n", stream.name, stream.bins[peak],
               show(our_alerts.size(), lead(our_alerts, peak)), show(plain_alerts.size(), lead(plain_alerts, peak)));
  }
  for (const auto& [name, sum] : {std::pair{"ours", our_sum}, std::pair{"volume alone", plain_sum}}) {
    fmt::print(
        "{{\"what\":\"crisis streams, {}\",\"streams\":{},\"seen_before_peak\":{},\"alerts\":{},"
        "\"median_lead_min\":{:.0f}}}\n",
        name, files.size(), sum.seen, sum.alerts, median(sum.leads));
  }
  for (const double mean : {0.3, 1.0, 3.0, 10.0, 30.0}) print_calm(mean);
  return 0;
}
