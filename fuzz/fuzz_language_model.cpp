// Language model files of any bytes: read or refused, never trusted; what is read writes the same bytes again and
// gives finite scores.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "text/language_model.hpp"

namespace {

using chancery::text::LanguageModel;
using chancery::text::ScriptGroup;

// Ends the process, which the fuzzer reports.
void require(bool condition) {
  if (!condition) std::abort();
}

// The checksum is made right first, or nothing behind it would ever be reached.
std::vector<std::byte> with_checksum(std::span<const std::byte> bytes) {
  constexpr std::size_t kAt = 12;
  constexpr std::size_t kBody = 20;
  std::vector<std::byte> file(bytes.begin(), bytes.end());
  if (file.size() < kBody) return file;
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (std::size_t i = kBody; i < file.size(); ++i) h = (h ^ static_cast<std::uint64_t>(file[i])) * 0x100000001b3ULL;
  for (std::size_t i = 0; i < 8; ++i) file[kAt + i] = static_cast<std::byte>(h >> (8 * i));
  return file;
}

void check(std::span<const std::byte> bytes) {
  const auto model = LanguageModel::read(bytes);
  if (!model) {
    require(!model.error().hint.empty());
    return;
  }
  const auto again = LanguageModel::read(model->write());
  require(again.has_value() && again->write() == model->write());
  for (const auto group : {ScriptGroup::Latin, ScriptGroup::Other}) {
    const auto scores = model->scores("the embassy is closed", group);
    require(scores.size() == model->tags(group).size());
    for (const float score : scores) require(std::isfinite(score));
  }
  const float gate = model->gate("yeh kya hai", {});
  require(gate >= 0 && gate <= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span{data, size});
  check(bytes);
  check(with_checksum(bytes));
  return 0;
}
