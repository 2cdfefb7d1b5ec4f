#include "activity/source_control.hpp"

#include <array>
#include <cstddef>

namespace chancery::activity {
namespace {

constexpr std::array<std::string_view, 4> kKinds{"none", "jetstream", "sample", "replay"};
constexpr std::array<std::string_view, 5> kStates{"stopped", "connecting", "live", "waiting", "finished"};

}  // namespace

std::string_view to_string(SourceKind kind) {
  return kKinds.at(static_cast<std::size_t>(kind));
}
std::string_view to_string(SourceState state) {
  return kStates.at(static_cast<std::size_t>(state));
}

Result<SourceKind> parse_source_kind(std::string_view text) {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds.at(i) == text) return static_cast<SourceKind>(i);
  }
  return fail(Errc::Invalid, "kind: write none, jetstream, sample or replay");
}

}  // namespace chancery::activity
