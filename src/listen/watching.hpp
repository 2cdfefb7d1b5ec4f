// The watches that run, compiled together: which of them a post matches. Private to listen.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "activity/public_post.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "listen/annotation.hpp"
#include "listen/heard_posts.hpp"
#include "listen/heard_rows.hpp"
#include "listen/query_set.hpp"
#include "listen/watch.hpp"

namespace chancery::listen {

[[nodiscard]] LateFacts late_facts_of(const Annotation& annotation);

// A query's positive terms as they are shown and marked in a text: "embass*", "foreign ministry", "#oslo".
[[nodiscard]] std::vector<std::string> shown_terms(const Query& query);

// Thread safety: immutable; any thread may ask, each with its own scratches.
class Watching {
 public:
  // A watch whose query no longer reads is left out, and the log says so: the actor it names may have left the
  // register. `kept`: see QuerySet::compile. Fails with Errc::Internal when the others do not compile.
  [[nodiscard]] static Result<std::shared_ptr<const Watching>> compile(std::vector<Watch> watches,
                                                                       const QueryVocabulary& vocabulary,
                                                                       std::string_view kept = {});
  // What was compiled: `kept` where it fitted.
  [[nodiscard]] const QuerySet& set() const { return set_; }

  // The watches active now that match. Annotates when that decides, and always when one matches; an annotation given
  // is used.
  [[nodiscard]] std::vector<WatchHit> hits(const activity::PublicPost& post, Network network, Timestamp now,
                                           const PostAnnotator& annotator, PostAnnotator::Scratch& words,
                                           QuerySet::Scratch& scratch, std::optional<Annotation>& annotation) const;

 private:
  Watching(std::vector<Watch> watches, std::vector<std::vector<std::string>> terms, QuerySet set);

  std::vector<Watch> watches_;
  std::vector<std::vector<std::string>> terms_;  // of each, as shown
  QuerySet set_;
};

}  // namespace chancery::listen
