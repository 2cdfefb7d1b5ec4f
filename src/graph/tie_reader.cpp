#include "graph/tie_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "graph/tie_line.hpp"
#include "graph/tie_lines.hpp"
#include "graph/whole_number.hpp"

namespace chancery::graph {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 20;
constexpr std::string_view kMark = "\xef\xbb\xbf";  // the byte order mark of UTF-8

class Reader {
 public:
  Reader(const ByteSource& source, const Roster& roster, const TieReading& reading)
      : source_(source), roster_(roster), reading_(reading), problems_(reading.file, reading.examples) {}

  Result<TiesRead> read() {
    if (auto header = read_header(); !header) return fail(std::move(header.error()));
    while (true) {
      use_whole_lines();
      if (ties_.size() > kMostTies) {
        return fail(Errc::TooLarge, fmt::format("{} has more than {} ties", reading_.file, kMostTies));
      }
      const auto more = fill();
      if (!more) return fail(more.error());
      if (!*more) break;
    }
    use_rest();
    return finish();
  }

 private:
  // Whether bytes were added behind those not used yet. A line that fills the whole buffer is given up.
  Result<bool> fill() {
    if (begin_ == 0 && end_ == kBuffer) give_up_line();
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
    const auto bytes = source_(std::span(buffer_).subspan(end_, kBuffer - end_));
    if (!bytes) return fail(bytes.error());
    if (old_breaks_) break_lines(end_, *bytes);
    end_ += *bytes;
    bytes_ += *bytes;
    if (reading_.progress) reading_.progress(bytes_);
    return *bytes > 0;
  }

  // Makes the line breaks of old spreadsheets, a lone \r, the usual ones.
  void break_lines(std::size_t from, std::size_t size) {
    std::ranges::replace(std::span(buffer_).subspan(from, size), '\r', '\n');
  }

  void give_up_line() {
    if (!std::exchange(in_long_line_, true)) {
      ++line_;
      problems_.add("malformed", line_, [] { return std::string("the line is longer than a megabyte"); });
    }
    begin_ = end_;
  }

  [[nodiscard]] std::string_view waiting() const { return {buffer_.data() + begin_, end_ - begin_}; }

  Status read_header() {
    std::size_t line_end = std::string_view::npos;
    while ((line_end = waiting().find('\n')) == std::string_view::npos) {
      const auto more = end_ < kBuffer ? fill() : Result<bool>(false);
      if (!more) return fail(more.error());
      if (!*more) break;
    }
    old_breaks_ = line_end == std::string_view::npos && waiting().find('\r') != std::string_view::npos;
    if (old_breaks_) {
      break_lines(begin_, end_ - begin_);
      line_end = waiting().find('\n');
    }
    std::string_view header = waiting().substr(0, line_end);
    begin_ += std::min(header.size() + 1, waiting().size());
    if (header.starts_with(kMark)) header.remove_prefix(kMark.size());
    if (header.empty() && waiting().empty()) {
      return fail(Errc::Malformed, fmt::format("{} is empty: its first line must be \"{},{}\"", reading_.file,
                                               reading_.source, reading_.target));
    }
    const auto columns = tie_columns(beyond_ascii(header) ? reading_.as_utf8(header) : std::string(header),
                                     reading_.file, reading_.source, reading_.target);
    if (!columns) return fail(columns.error());
    columns_ = *columns;
    cutter_ = TieLine(columns_);
    plain_ = columns_.source + columns_.target == 1;
    return {};
  }

  // All lines that are there to their ends.
  void use_whole_lines() {
    const auto last = waiting().rfind('\n');
    if (last == std::string_view::npos) return;
    const char* at = buffer_.data() + begin_;
    const char* const end = at + last + 1;
    if (std::exchange(in_long_line_, false)) at = static_cast<const char*>(std::memchr(at, '\n', last + 1)) + 1;
    while (at < end) {
      ++line_;
      if (const char* behind = plain_ ? use_plain(at) : nullptr) {
        at = behind;
        continue;
      }
      if (const char* behind = plain_ ? wait_plain(at, end) : nullptr) {
        at = behind;
        continue;
      }
      use_waiting();
      const auto* line_end = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
      use({at, line_end}, "malformed");
      at = line_end + 1;
    }
    use_waiting();
    begin_ = static_cast<std::size_t>(end - buffer_.data());
  }

  // The usual line, two whole numbers and nothing else: what follows it. Null where the line is another.
  const char* use_plain(const char* at) {
    const auto first = take_whole_number(at);
    if (!first || *at != columns_.separator) return nullptr;
    const auto second = take_whole_number(++at);
    if (!second) return nullptr;
    if (*at == '\r') ++at;
    if (*at != '\n') return nullptr;
    const Node source = roster_.find(columns_.source == 0 ? *first : *second);
    const Node target = roster_.find(columns_.source == 0 ? *second : *first);
    if (source == kNoNode || target == kNoNode || source == target) return nullptr;
    if (!waiting_.empty()) use_waiting();
    ties_.add({source, target}, line_);
    return at + 1;
  }

  // A line of two texts without quotes and spaces about them: what follows it. Null where the line is another. It
  // waits, so that memory is asked for many lines at once.
  const char* wait_plain(const char* at, const char* end) {
    const auto find = [](const char* from, const char* to, char c) {
      return static_cast<const char*>(std::memchr(from, c, static_cast<std::size_t>(to - from)));
    };
    const char* const line_end = find(at, end, '\n');
    const char* const first_end = find(at, line_end, columns_.separator);
    if (first_end == nullptr) return nullptr;
    const char* second_end = find(first_end + 1, line_end, columns_.separator);
    if (second_end == nullptr) {
      second_end = line_end != first_end + 1 && line_end[-1] == '\r' ? line_end - 1 : line_end;
    } else if (!fits_behind({second_end, line_end})) {
      return nullptr;
    }
    const std::string_view fields[] = {{at, first_end}, {first_end + 1, second_end}};
    for (const std::string_view field : fields) {
      if (field.empty() || field.front() <= '"' || field.back() <= ' ' || id_number(field)) return nullptr;
    }
    Waiting& waits =
        waiting_.emplace_back(Waiting{{at, line_end}, fields[columns_.source], fields[columns_.target], line_});
    for (const int i : {0, 1}) {
      waits.hash[i] = Roster::hash(i == 0 ? waits.source : waits.target);
      roster_.ask_for_slot(waits.hash[i]);
    }
    if (waiting_.size() == kWaiting) use_waiting();
    return line_end + 1;
  }

  // Whether what stands behind the second field is not more than the header has columns for; no where that has to be
  // looked at closely.
  [[nodiscard]] bool fits_behind(std::string_view rest) const {
    return rest.find('"') == std::string_view::npos &&
           static_cast<std::size_t>(std::ranges::count(rest, columns_.separator)) + 2 <= columns_.count;
  }

  void use_waiting() {
    for (const Waiting& waits : waiting_) {
      roster_.ask_for_id(waits.hash[0]);
      roster_.ask_for_id(waits.hash[1]);
    }
    const std::uint64_t last = line_;
    for (const Waiting& waits : waiting_) {
      const Node source = roster_.find(waits.source, waits.hash[0]);
      const Node target = roster_.find(waits.target, waits.hash[1]);
      line_ = waits.line;
      if (source == kNoNode || target == kNoNode || source == target) {
        use(waits.whole, "malformed");
      } else {
        ties_.add({source, target}, line_);
      }
    }
    waiting_.clear();
    line_ = last;
  }

  [[nodiscard]] Node find(std::string_view id) const {
    const Node node = roster_.find(id);
    return node == kNoNode && beyond_ascii(id) ? roster_.find(reading_.as_utf8(id)) : node;
  }
  [[nodiscard]] bool beyond_ascii(std::string_view text) const {
    return reading_.as_utf8 && std::ranges::any_of(text, [](unsigned char c) { return c >= 0x80; });
  }

  // The beginning of an id or a line, without what would break a line of text.
  [[nodiscard]] std::string shown(std::string_view text) const {
    constexpr std::size_t kShown = 60;
    std::string all = beyond_ascii(text) ? reading_.as_utf8(text) : std::string(text.substr(0, kShown + 1));
    if (all.size() > kShown) {
      std::size_t end = kShown;
      while (end > 0 && (static_cast<unsigned char>(all[end]) & 0xc0U) == 0x80) --end;  // not within a letter
      all.resize(end);
    }
    std::ranges::replace_if(all, [](unsigned char c) { return c < ' '; }, ' ');
    return all;
  }

  // Any line, without its end.
  void use(std::string_view line, std::string_view kind_if_broken) {
    const auto separators = [&](char c) { return c == ' ' || c == '\t' || c == '\r' || c == columns_.separator; };
    if (std::ranges::all_of(line, separators)) {
      return problems_.add("blank", line_, [] { return std::string("the line is blank"); });
    }
    if (const auto why = cutter_.cut(line); !why.empty()) {
      if (const auto other = parted_otherwise(line, columns_); !other.empty()) {
        return problems_.add("mixed_delimiters", line_, [&] {
          return fmt::format("its fields are parted by {}, those of the header by {}; the line is left out: \"{}\"",
                             other, name_of(columns_.separator), shown(line));
        });
      }
      return problems_.add(kind_if_broken, line_, [&] { return fmt::format("{}: \"{}\"", why, shown(line)); });
    }
    if (cutter_.surplus() > 0) {
      return problems_.add("too_many_fields", line_, [&] {
        return fmt::format("{} fields, where the header has {}; the line is left out: \"{}\"", cutter_.surplus(),
                           columns_.count, shown(line));
      });
    }
    const Node source = find(cutter_.source());
    const Node target = find(cutter_.target());
    if (source == kNoNode || target == kNoNode) {
      return problems_.add("unknown_id", line_, [&] {
        return fmt::format("no account has the id \"{}\"",
                           shown(source == kNoNode ? cutter_.source() : cutter_.target()));
      });
    }
    if (source == target) {
      return problems_.add("self_tie", line_,
                           [&] { return fmt::format("\"{}\" is tied to itself", shown(cutter_.source())); });
    }
    ties_.add({source, target}, line_);
  }

  // What stands behind the last end of line.
  void use_rest() {
    if (in_long_line_ || begin_ == end_) return;
    ++line_;
    use(waiting(), "truncated");
  }

  Result<TiesRead> finish() {
    auto graph = ties_.graph(roster_.size(), reading_.undirected);
    if (!graph) return fail(graph.error());
    const std::uint64_t duplicates = graph->duplicates() / (reading_.undirected ? 2 : 1);
    if (duplicates > 0) {
      std::uint64_t shown_ones = 0;
      for (const std::uint64_t line : ties_.repeated_lines(*graph, reading_.undirected, reading_.examples)) {
        problems_.add("duplicate", line, [] { return std::string("the tie stands in an earlier line"); });
        ++shown_ones;
      }
      problems_.count("duplicate", duplicates - shown_ones);
    }
    TiesRead read{std::move(*graph), std::move(problems_), line_ - 1, 0};
    read.used = read.lines - read.problems.total();
    return read;
  }

  struct Waiting {
    std::string_view whole;
    std::string_view source;
    std::string_view target;
    std::uint64_t line = 0;
    std::uint64_t hash[2] = {0, 0};
  };
  static constexpr std::size_t kWaiting = 32;

  const ByteSource& source_;
  const Roster& roster_;
  const TieReading& reading_;
  LineProblems problems_;
  TieLines ties_;
  std::vector<Waiting> waiting_;  // lines of the buffer, ascending, before line_
  TieColumns columns_;
  TieLine cutter_{columns_};
  std::vector<char> buffer_ = std::vector<char>(kBuffer + kNumberSlack);
  bool old_breaks_ = false;
  std::size_t begin_ = 0;  // what is not used yet lies from here
  std::size_t end_ = 0;    // to here
  std::uint64_t bytes_ = 0;
  std::uint64_t line_ = 1;     // number of the line last begun
  bool plain_ = false;         // both columns are the first two
  bool in_long_line_ = false;  // the rest of a line that was given up comes next
};

}  // namespace

Result<TiesRead> read_ties(const ByteSource& source, const Roster& roster, const TieReading& reading) {
  return Reader(source, roster, reading).read();
}

}  // namespace chancery::graph
