// Events a second from lines in memory, on one thread: decoded and matched against 2,000 terms, beside a bare
// simdjson On-Demand and Hyperscan loop over the same bytes in the same run; then with all that listening does.
//
//   bench_listen          lines made here, and a watch for each of their 2,000 terms
//   bench_listen FILE     a recording of Jetstream v1, one frame a line, and the 2,000 watches of watches.hpp
//
// The lines are made here, in the proportions of the public stream: 12 in 100 events are posts, 65 in 100 posts are
// in English, 13 in Japanese; about 2 in 100 posts hold a term.
#include <fmt/format.h>
#include <hs/hs.h>
#include <simdjson.h>
#include <zdict.h>
#include <zstd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "atproto/jetstream_v1.hpp"
#include "atproto/zstd_frames.hpp"
#include "base/clock.hpp"
#include "pipeline.hpp"
#include "text/matcher.hpp"

namespace {

using chancery::activity::DecodedEvent;
using chancery::bench::kPadding;
using chancery::bench::Models;
using chancery::bench::Stream;
using chancery::bench::Whole;
using std::chrono::steady_clock;

constexpr int kEvents = 200'000;  // made here; a recording has its own
constexpr int kTerms = 2'000;
constexpr int kRounds = 5;

// --- the stream ---

class Generator {
 public:
  // Words made of syllables, so that no two lists share one.
  std::string word(std::string_view ending) {
    static constexpr std::string_view kSyllables[] = {"ba", "ren", "to", "li", "mos", "ka", "ver", "du", "sin", "al"};
    std::string out;
    const int syllables = 1 + number(3);
    for (int i = 0; i < syllables; ++i) out += kSyllables[static_cast<std::size_t>(number(10))];
    return out.append(ending);
  }
  int number(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  std::string key(int length) {
    std::string out;
    for (int i = 0; i < length; ++i) out += "abcdefghijklmnopqrstuvwxyz234567"[number(32)];
    return out;
  }

  std::string text(const std::vector<std::string>& terms) {
    std::string out;
    const int kind = number(100);
    if (kind < 13) {
      static constexpr std::string_view kKana[] = {"今日", "は",     "とても", "大使館", "へ",
                                                   "行き", "ました", "友達",   "の"};
      for (int i = 0; i < 12; ++i) out += kKana[number(9)];
    } else {
      const int words = 8 + number(18);
      for (int i = 0; i < words; ++i) out += word(i % 7 == 0 ? "" : "e") + (kind > 85 && i % 5 == 0 ? "é " : " ");
    }
    if (number(100) < 2) out += " " + terms[static_cast<std::size_t>(number(kTerms))];
    if (number(4) == 0) out += " \\u0026 more 😀";
    return out;
  }

  std::string line(std::int64_t time_us, const std::vector<std::string>& terms) {
    const int kind = number(1000);
    const std::string did = "did:plc:" + key(24);
    const std::string cid = "bafyrei" + key(52);
    if (kind < 2) {
      return fmt::format(
          R"({{"did":"{}","time_us":{},"kind":"account","account":{{"active":true,"did":"{}","seq":{}}}}})", did,
          time_us, did, time_us);
    }
    std::string_view collection = "app.bsky.feed.like";
    std::string record;
    const std::string subject = fmt::format("at://did:plc:{}/app.bsky.feed.post/{}", key(24), key(13));
    if (kind < 122) {
      collection = "app.bsky.feed.post";
      record = fmt::format(
          R"({{"$type":"{}","createdAt":"2026-07-04T14:38:07.189Z","facets":[{{"features":[{{"$type":"app.bsky.richtext.facet#tag","tag":"x"}}],"index":{{"byteEnd":9,"byteStart":2}}}}],"langs":["en"],"reply":{{"parent":{{"cid":"{}","uri":"{}"}},"root":{{"cid":"{}","uri":"{}"}}}},"text":"{}"}})",
          collection, cid, subject, cid, subject, text(terms));
    } else {
      if (kind < 222) collection = "app.bsky.feed.repost";
      if (kind >= 940) collection = "app.bsky.graph.follow";
      record = fmt::format(
          R"({{"$type":"{}","createdAt":"2026-07-04T14:38:06.788Z","subject":{{"cid":"{}","uri":"{}"}},"via":{{"cid":"{}","uri":"{}"}}}})",
          collection, cid, subject, cid, subject);
    }
    return fmt::format(
        R"({{"did":"{}","time_us":{},"kind":"commit","commit":{{"rev":"{}","operation":"create","collection":"{}","rkey":"{}","record":{},"cid":"{}"}}}})",
        did, time_us, key(13), collection, key(13), record, cid);
  }

 private:
  std::mt19937 random_{42};
};

Stream make_stream() {
  Generator generator;
  Stream stream;
  for (int i = 0; i < kTerms; ++i) stream.terms.push_back(generator.word("x") + generator.key(2) + "o");
  std::vector<std::size_t> ends;
  std::int64_t time_us = 1'783'175'888'000'000;
  for (int i = 0; i < kEvents; ++i) {
    stream.bytes += generator.line(time_us += 2'090, stream.terms);
    stream.bytes += '\n';
    ends.push_back(stream.bytes.size() - 1);
  }
  const std::size_t size = stream.bytes.size();
  stream.bytes.resize(size + std::max<std::size_t>(kPadding, simdjson::SIMDJSON_PADDING));
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    stream.lines.push_back(std::string_view{stream.bytes}.substr(begin, end - begin));
    begin = end + 1;
  }
  return stream;
}

// --- the loops: each goes once over all lines and gives how many posts matched ---

// What the libraries alone can do: the envelope and the text, searched as it stands, without folding or word ends.
class Bare {
 public:
  explicit Bare(const std::vector<std::string>& terms) {
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    std::vector<unsigned> ids;
    for (const auto& term : terms) {
      ids.push_back(static_cast<unsigned>(ids.size()));
      texts.push_back(term.data());
      sizes.push_back(term.size());
    }
    hs_compile_error_t* error = nullptr;
    if (hs_compile_lit_multi(texts.data(), nullptr, ids.data(), sizes.data(), static_cast<unsigned>(terms.size()),
                             HS_MODE_BLOCK, nullptr, &database_, &error) != HS_SUCCESS ||
        hs_alloc_scratch(database_, &scratch_) != HS_SUCCESS) {
      throw std::runtime_error("Hyperscan does not compile");
    }
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;
  ~Bare() {
    hs_free_scratch(scratch_);
    hs_free_database(database_);
  }

  std::int64_t operator()(const Stream& stream, bool search) {
    std::int64_t found = 0;
    for (const std::string_view line : stream.lines) {
      auto document = parser_.iterate(line.data(), line.size(), line.size() + kPadding);
      std::string_view did;
      std::int64_t time = 0;
      std::string_view kind;
      if (document["did"].get(did) != simdjson::SUCCESS || document["time_us"].get(time) != simdjson::SUCCESS ||
          document["kind"].get(kind) != simdjson::SUCCESS || kind != "commit") {
        continue;
      }
      simdjson::ondemand::object commit;
      std::string_view collection;
      std::string_view text;
      if (document["commit"].get(commit) != simdjson::SUCCESS ||
          commit["collection"].get(collection) != simdjson::SUCCESS || collection != "app.bsky.feed.post" ||
          commit["record"]["text"].get(text) != simdjson::SUCCESS) {
        continue;
      }
      if (search) {
        bool hit = false;
        hs_scan(
            database_, text.data(), static_cast<unsigned>(text.size()), 0, scratch_,
            [](unsigned, unsigned long long, unsigned long long, unsigned, void* context) {
              *static_cast<bool*>(context) = true;
              return 0;
            },
            &hit);
        found += hit ? 1 : 0;
      } else {
        found += static_cast<std::int64_t>(text.size() & 1U);
      }
    }
    return found;
  }

 private:
  simdjson::ondemand::parser parser_;
  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
};

std::int64_t decode(const Stream& stream, const std::function<bool(const DecodedEvent&)>& on_post) {
  const chancery::SystemClock clock;
  chancery::atproto::JetstreamV1Decoder decoder(clock);
  std::int64_t found = 0;
  for (const std::string_view line : stream.lines) {
    const auto event = decoder.decode_padded(line);
    if (!event) throw std::runtime_error(event.error().hint);
    if (event->kind == DecodedEvent::Kind::Post) found += on_post(*event) ? 1 : 0;
  }
  return found;
}

// --- compressed frames ---

// One zstd frame an event, made with a dictionary trained on the first of them, as the servers do it.
struct Frames {
  std::string dictionary;
  std::string bytes;
  std::vector<std::string_view> frames;
};

Frames compress(const Stream& stream) {
  constexpr std::size_t kSamples = 4'000;
  constexpr std::size_t kDictionary = 64UL * 1024;
  Frames out;
  std::vector<std::size_t> sizes;
  std::string samples;
  for (std::size_t i = 0; i < kSamples; ++i) {
    samples += stream.lines[i];
    sizes.push_back(stream.lines[i].size());
  }
  out.dictionary.resize(kDictionary);
  out.dictionary.resize(ZDICT_trainFromBuffer(out.dictionary.data(), kDictionary, samples.data(), sizes.data(),
                                              static_cast<unsigned>(sizes.size())));
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CDict* dictionary = ZSTD_createCDict(out.dictionary.data(), out.dictionary.size(), 3);
  std::vector<std::size_t> ends;
  for (const std::string_view line : stream.lines) {
    std::string frame(ZSTD_compressBound(line.size()), '\0');
    frame.resize(ZSTD_compress_usingCDict(context, frame.data(), frame.size(), line.data(), line.size(), dictionary));
    out.bytes += frame;
    ends.push_back(out.bytes.size());
  }
  ZSTD_freeCDict(dictionary);
  ZSTD_freeCCtx(context);
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    out.frames.push_back(std::string_view(out.bytes).substr(begin, end - begin));
    begin = end;
  }
  return out;
}

// What the library alone can do: each frame unpacked to the same place, and forgotten.
std::int64_t unpack_alone(const Frames& packed) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
  const std::unique_ptr<ZSTD_DDict, decltype(&ZSTD_freeDDict)> dictionary(
      ZSTD_createDDict(packed.dictionary.data(), packed.dictionary.size()), &ZSTD_freeDDict);
  std::vector<char> event(1024UL * 1024);
  std::int64_t bytes = 0;
  for (const std::string_view frame : packed.frames) {
    bytes += static_cast<std::int64_t>(ZSTD_decompress_usingDDict(context.get(), event.data(), event.size(),
                                                                  frame.data(), frame.size(), dictionary.get()));
  }
  return bytes;
}

std::int64_t unpack_and_decode(const Frames& packed) {
  const chancery::SystemClock clock;
  chancery::atproto::JetstreamV1Decoder decoder(clock);
  auto frames =
      chancery::atproto::ZstdFrames::with(chancery::atproto::ZstdDictionary::parse(packed.dictionary).value()).value();
  std::int64_t posts = 0;
  for (const std::string_view frame : packed.frames) {
    const auto event = decoder.decode_padded(frames.unpack(frame).value());
    posts += event.value().kind == DecodedEvent::Kind::Post ? 1 : 0;
  }
  return posts;
}

// --- measuring ---

struct Measured {
  double rate = 0;  // events a second, of the best round
  std::int64_t found = 0;
};

void measure_round(Measured& into, std::size_t events, const std::function<std::int64_t()>& loop) {
  const auto began = steady_clock::now();
  into.found = loop();
  const double seconds = std::chrono::duration<double>(steady_clock::now() - began).count();
  into.rate = std::max(into.rate, static_cast<double>(events) / seconds);
}

void print(std::string_view what, const Measured& ours, std::string_view limit, const Measured& theirs,
           std::string_view target) {
  fmt::print(
      "{{\"what\":\"{}\",\"figure\":{:.0f},\"unit\":\"events/s\",\"beside\":\"{}: {:.0f} ({:.0f} %)\","
      "\"target\":\"{}\"}}\n",
      what, ours.rate, limit, theirs.rate, 100 * ours.rate / theirs.rate, target);
}

}  // namespace

int main(int count, char** arguments) {
  Stream stream = count > 1 ? chancery::bench::read_stream(arguments[1]) : make_stream();
  if (count <= 1) {
    for (const auto& term : stream.terms) stream.watches.push_back('"' + term + '"');
  }
  const auto matcher = chancery::text::Matcher::compile(stream.terms).value();
  chancery::text::Matcher::Scratch scratch;
  const Models models;
  const std::size_t events = stream.lines.size();
  const Frames frames = compress(stream);
  Bare bare(stream.terms);
  Measured bare_decoded;
  Measured bare_matched;
  Measured decoded;
  Measured matched;
  Measured unpacked;
  Measured compressed;
  Measured whole;
  std::int64_t posts = 0;
  for (int round = 0; round < kRounds; ++round) {  // taking turns, so that what disturbs one disturbs all
    measure_round(bare_decoded, events, [&] { return bare(stream, false); });
    measure_round(bare_matched, events, [&] { return bare(stream, true); });
    measure_round(decoded, events, [&] { return decode(stream, [](const DecodedEvent&) { return true; }); });
    measure_round(matched, events, [&] {
      return decode(stream, [&](const DecodedEvent& e) { return !matcher.match(e.post.text, scratch).empty(); });
    });
    measure_round(unpacked, events, [&] { return unpack_alone(frames); });
    measure_round(compressed, events, [&] { return unpack_and_decode(frames); });
    Whole intake(models, stream.watches);  // a fresh store, opened outside the measured time
    measure_round(whole, events, [&] { return intake(stream); });
    posts = intake.posts();
  }
  const auto per_cent = [](std::int64_t part, std::int64_t all) {
    return 100.0 * static_cast<double>(part) / static_cast<double>(all);
  };
  print("decode, one thread", decoded, "bare simdjson On-Demand", bare_decoded, "");
  print("unpack zstd frames and decode, one thread", compressed, "zstd alone", unpacked, ">= 50 %");
  print(fmt::format("decode and match {} terms, one thread", stream.terms.size()), matched, "bare simdjson + Hyperscan",
        bare_matched, "");
  print(fmt::format("decode, match {} watches, analyse and store, {:.1f} % of posts matching", stream.watches.size(),
                    per_cent(whole.found, posts)),
        whole, "bare simdjson + Hyperscan", bare_matched, ">= 20 %");
  return 0;
}
