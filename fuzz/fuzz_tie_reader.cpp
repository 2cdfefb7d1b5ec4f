// Tables of ties from strangers: a header that is refused with a hint, or every line used or counted, whatever pieces
// the bytes come in.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/tie_reader.hpp"

namespace {

using namespace chancery;

void require(bool condition) {
  if (!condition) std::abort();
}

graph::ByteSource bytes_of(std::string_view text, std::size_t piece) {
  return [text, piece](std::span<char> room) mutable -> Result<std::size_t> {
    const std::size_t size = std::min({text.size(), room.size(), piece});
    std::ranges::copy(text.substr(0, size), room.begin());
    text.remove_prefix(size);
    return size;
  };
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string_view> ids{"0", "1", "2", "3", "10", "mfa", "paris", "a b", "17000000000000000000"};
  const graph::Roster roster = graph::Roster::of(ids).value();
  for (const bool undirected : {false, true}) {
    const graph::TieReading reading{.file = "ties.csv", .undirected = undirected};
    const auto whole = graph::read_ties(bytes_of(text, size + 1), roster, reading);
    const auto pieces = graph::read_ties(bytes_of(text, 3), roster, reading);
    require(whole.has_value() == pieces.has_value());
    if (!whole) {
      require(!whole.error().hint.empty());
      continue;
    }
    require(whole->problems.text() == pieces->problems.text());
    require(whole->lines == whole->used + whole->problems.total());
    require(whole->graph.ties() == whole->used * (undirected ? 2 : 1));
    require(whole->graph.self_ties() == 0);
  }
  return 0;
}
