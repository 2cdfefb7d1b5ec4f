// make_terms SOURCES OUT: writes the table of terms (text/term_table.hpp) from the lists in SOURCES and from the names
// of countries in ICU. Run at build time.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "text/agenda.hpp"
#include "text/countries.hpp"
#include "text/tables/double_array.hpp"
#include "text/tables/forms.hpp"
#include "text/tables/languages.hpp"
#include "text/tables/names.hpp"
#include "text/tables/tsv.hpp"

namespace chancery::text::tables {
namespace {

namespace fs = std::filesystem;

std::uint16_t topic_number(const Row& row) {
  const auto topic = parse_topic(row.at(0));
  if (!topic) throw std::runtime_error(row.where + ": " + topic.error().hint);
  return static_cast<std::uint16_t>(*topic);
}

// Everything a key means, before it is numbered.
class Table {
 public:
  void add(const std::string& key, Tells tells, unsigned level, std::uint16_t id, const LanguageSet& languages,
           const std::string& term) {
    const auto [set, fresh_set] = set_numbers_.try_emplace(languages, static_cast<std::uint32_t>(sets_.size()));
    if (fresh_set) sets_.push_back(languages);
    const auto [number, fresh] = term_numbers_.try_emplace(term, static_cast<std::uint32_t>(terms_.size()));
    if (fresh) {
      terms_.push_back({static_cast<std::uint32_t>(pool_.size()), static_cast<std::uint32_t>(term.size())});
      pool_ += term;
    }
    meanings_[key].push_back({tells, static_cast<std::uint8_t>(level), id, set->second, number->second});
  }

  void write(const fs::path& path, const Languages& languages) const {
    std::vector<Range> groups;
    std::vector<Meaning> meanings;
    std::map<std::string, std::uint32_t> keys;
    for (const auto& [key, group] : meanings_) {
      keys[key] = static_cast<std::uint32_t>(groups.size());
      groups.push_back({static_cast<std::uint32_t>(meanings.size()), static_cast<std::uint32_t>(group.size())});
      meanings.insert(meanings.end(), group.begin(), group.end());
    }
    auto [units, tails, pool] = make_trie(keys);
    for (Tail& tail : tails) tail.bytes.begin += static_cast<std::uint32_t>(pool_.size());
    pool.insert(0, pool_);
    const auto count = [](const auto& section) { return static_cast<std::uint32_t>(section.size()); };
    const TermTableHeader header{kTermTableMagic,
                                 count(units),
                                 count(tails),
                                 count(groups),
                                 count(meanings),
                                 count(sets_),
                                 count(languages.codes()),
                                 count(terms_),
                                 count(pool),
                                 0};
    std::ofstream out(path, std::ios::binary);
    const auto section = [&](const auto& rows) {
      const std::size_t bytes = rows.size() * sizeof(rows[0]);
      out.write(reinterpret_cast<const char*>(rows.data()), static_cast<std::streamsize>(bytes));
      out.write("\0\0\0\0\0\0\0", static_cast<std::streamsize>((8 - bytes % 8) % 8));
    };
    out.write(reinterpret_cast<const char*>(&header), sizeof header);
    section(sets_);
    section(units);
    section(tails);
    section(groups);
    section(meanings);
    section(languages.codes());
    section(terms_);
    section(pool);
    if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
    std::printf("%zu keys, %zu meanings, %zu units, %zu tails, %zu language sets, %lld bytes\n", keys.size(),
                meanings.size(), units.size(), tails.size(), sets_.size(), static_cast<long long>(out.tellp()));
  }

 private:
  std::map<std::string, std::vector<Meaning>> meanings_;
  std::vector<LanguageSet> sets_;
  std::map<LanguageSet, std::uint32_t> set_numbers_;
  std::vector<Range> terms_;
  std::map<std::string, std::uint32_t> term_numbers_;
  std::string pool_;
};

// topic<TAB>weight<TAB>term, term, …
void add_seeds(const fs::path& folder, const Languages& languages, Table& table) {
  for (const fs::path& file : tsv_files(folder)) {
    const std::string language = file.stem().string();
    const LanguageSet set = languages.of_seeds(language);
    for (const Row& row : read_tsv(file, 3)) {
      const std::uint16_t topic = topic_number(row);
      const std::string& weight = row.at(1);
      if (weight != "0" && weight != "1" && weight != "2")
        throw std::runtime_error(row.where + ": weight is 0, 1 or 2");
      for (const std::string& term : row.list(2)) {
        for (const std::string& key : keys_of(term, language)) {
          table.add(key, Tells::Topic, static_cast<unsigned>(weight[0] - '0'), topic, set, term);
        }
      }
    }
  }
}

void add_names(const Names& names, const Languages& languages, Table& table) {
  for (const auto& [key, by_country] : names.all()) {
    for (const auto& [country, levels] : by_country) {
      for (const Level level : {Level::Strong, Level::Cased, Level::Upper, Level::Weak}) {
        const LanguageSet set = languages.where(levels, level);
        if (set != LanguageSet{}) table.add(key, Tells::Country, static_cast<unsigned>(level), country, set, "");
      }
    }
  }
}

// sign|counter|noplace|politics<TAB>country or -<TAB>languages<TAB>term, term, …
void add_signs(const fs::path& file, const Languages& languages, Table& table) {
  for (const Row& row : read_tsv(file, 4)) {
    const std::string& kind = row.at(0);
    const bool of_country = kind == "sign" || kind == "counter";
    if (!of_country && kind != "noplace" && kind != "politics") continue;
    const Tells tells = kind == "sign"      ? Tells::Sign
                        : kind == "counter" ? Tells::Counter
                        : kind == "noplace" ? Tells::NoPlace
                                            : Tells::Politics;
    const std::uint16_t id = of_country ? country_number(row, 1) : std::uint16_t{0};
    const LanguageSet set = languages.of_list(row.list(2), row.where);
    for (const std::string& term : row.list(3)) {
      for (const std::string& key : keys_of(term, row.list(2).front())) table.add(key, tells, 0, id, set, "");
    }
  }
}

void make(const fs::path& sources, const fs::path& out) {
  const Languages languages(tsv_files(sources / "agenda"), tsv_files(sources / "demonyms"));
  Table table;
  add_seeds(sources / "agenda", languages, table);
  Names names(languages);
  names.add_icu();
  for (const fs::path& file : tsv_files(sources / "demonyms")) names.add_demonyms(file);
  names.judge(sources / "countries" / "ambiguous.tsv");
  add_names(names, languages, table);
  add_signs(sources / "countries" / "ambiguous.tsv", languages, table);
  table.write(out, languages);
}

}  // namespace
}  // namespace chancery::text::tables

int main(int argc, char** argv) {
  try {
    if (argc != 3) throw std::runtime_error("usage: make_terms SOURCES OUT");
    chancery::text::tables::make(argv[1], argv[2]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_terms: %s\n", error.what());
    return 1;
  }
}
