#include "pipeline.hpp"

#include <simdjson.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "listen/query.hpp"
#include "watches.hpp"

namespace chancery::bench {

Stream read_stream(const std::string& file) {
  Stream stream;
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error(file + " cannot be read");
  stream.bytes.assign(std::istreambuf_iterator<char>(in), {});
  const std::size_t size = stream.bytes.size();
  stream.bytes.resize(size + std::max<std::size_t>(kPadding, simdjson::SIMDJSON_PADDING));
  for (std::size_t begin = 0; begin < size;) {
    const auto end = std::min(stream.bytes.find('\n', begin), size);
    stream.lines.push_back(std::string_view{stream.bytes}.substr(begin, end - begin));
    begin = end + 1;
  }
  stream.watches = make_watches();
  std::set<std::string> words;
  for (const auto& watch : stream.watches) {
    const auto query = listen::Query::parse(watch, listen::QueryVocabulary::standard());
    if (!query) throw std::runtime_error("a watch does not read: " + watch);
    for (const auto* node : query->positive_terms()) words.insert(node->text);
  }
  stream.terms.assign(words.begin(), words.end());
  return stream;
}

}  // namespace chancery::bench
