// Tables people made, in whatever encoding, delimiter and packing. Whatever the bytes: no crash, memory bounded, every
// record is UTF-8 with the header's number of fields, lines only go up, and nothing is left out uncounted.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "figure/csv_reader.hpp"
#include "figure/csv_writer.hpp"

namespace {

void expect(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery::figure;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  chancery::LineProblems problems("input");
  auto reader = CsvReader::from_bytes(bytes, "input", {{"source", false}, {"target", false}}, problems);
  if (!reader) {
    expect(reader.error().hint.starts_with("input"));
    return 0;
  }
  std::uint64_t last = 0;
  while (reader->next()) {
    expect(reader->line() > last && reader->fields().size() == reader->header().size());
    last = reader->line();
    CsvWriter writer;
    for (std::size_t i = 0; i < reader->fields().size(); ++i) writer.cell(i);
    writer.end_row();
    for (const auto field : reader->fields()) {
      expect(is_utf8(field));
      writer.cell(field);
    }
    writer.end_row();
    // What is written is read back.
    chancery::LineProblems none("again");
    auto again = CsvReader::from_bytes(writer.text(), "again", {{"0"}, {"1", false}}, none);
    const bool encoded = again && again->encoding() == Encoding::Ascii;
    if (!encoded || reader->fields().size() < 2) continue;
    expect(again->next() && std::ranges::equal(again->fields(), reader->fields()));
  }
  expect(reader->records() + problems.total() <= size + 1);
  return 0;
}
