// Which of many queries a post matches, at the speed of the stream.
//
// The terms of all queries are one literal database: a post is folded and scanned once. A query is looked at when a
// term without which it cannot match was found (for AND one operand's terms, for OR all); then Boolean and distance
// logic runs on the hits. What only analysis tells (lang:, country:, topic:) counts as unknown in a first pass, in
// three-valued logic, and is settled by `confirm` once the few posts that need it were analysed:
//
//   for (const QueryMatch& match : set.candidates(facts, scratch)) {
//     if (!match.certain && !late) late = analyse(post);
//     if (match.certain || set.confirm(match, *late, scratch)) …
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "activity/public_post.hpp"
#include "base/result.hpp"
#include "listen/query.hpp"

namespace chancery::listen {

// What a post tells by itself. Views.
struct PostFacts {
  std::string_view text;
  std::string_view author;   // for from:
  std::string_view network;  // for network:
  bool reply = false;
  bool repost = false;
  bool quote = false;
  bool link = false;  // besides addresses in the text
  bool media = false;
  std::span<const std::string_view> mentions;  // DIDs or handles, without '@'
  std::span<const std::string_view> tags;      // without '#', besides those in the text
};

// A post's own facts. `network` as heard_posts.hpp names it.
[[nodiscard]] PostFacts facts_of(const activity::PublicPost& post, std::string_view network);

// What analysis tells of it. Views.
struct LateFacts {
  std::string_view language;               // BCP 47; `lang:hi` takes hi-Latn in, `lang:no` nb and nn
  std::span<const std::string> countries;  // ISO 3166-1 alpha-2
  std::span<const std::string> topics;     // slugs
};

struct QueryMatch {
  std::uint32_t query = 0;               // position in the queries compiled
  bool certain = false;                  // matches whatever analysis tells; otherwise ask `confirm`
  std::span<const std::uint32_t> terms;  // which of Query::positive_terms() were found
};

// Distinct words, phrases and prefixes of all queries together.
inline constexpr std::size_t kMaxQuerySetTerms = 100'000;

// Thread safety: immutable; any thread may ask, each with its own Scratch.
class QuerySet {
 public:
  // What a thread needs; bound to no set and reusable with all of them. Its memory is kept from post to post: a post
  // that matches nothing allocates nothing.
  class Scratch {
   public:
    Scratch();
    Scratch(Scratch&&) noexcept;
    Scratch& operator=(Scratch&&) noexcept;
    ~Scratch();

   private:
    friend class QuerySet;
    struct Impl;
    std::unique_ptr<Impl> impl_;
  };

  // `kept`: what `serialise` gave for these queries once; used when it fits, ignored otherwise. The queries need not
  // outlive the call. Fails with Errc::TooLarge past kMaxQuerySetTerms.
  [[nodiscard]] static Result<QuerySet> compile(std::span<const Query> queries, std::string_view kept = {});
  QuerySet(QuerySet&&) noexcept;
  QuerySet& operator=(QuerySet&&) noexcept;
  ~QuerySet();

  // The compiled literal database, to be kept in a file only this program writes.
  [[nodiscard]] std::string serialise() const;
  // Whether `kept` was used: if not, write `serialise()` anew.
  [[nodiscard]] bool from_kept() const;

  // The queries that match or, depending on analysis, may; ascending. The spans live until the scratch is used again.
  [[nodiscard]] std::span<const QueryMatch> candidates(const PostFacts& post, Scratch& scratch) const;

  // Whether a candidate of the last post of this scratch matches, now that analysis is done.
  [[nodiscard]] bool confirm(const QueryMatch& match, const LateFacts& late, Scratch& scratch) const;

  [[nodiscard]] std::size_t queries() const;
  [[nodiscard]] std::size_t terms() const;  // distinct

 private:
  struct Impl;
  explicit QuerySet(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::listen
