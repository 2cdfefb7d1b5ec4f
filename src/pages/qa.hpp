// The public transcript of a Q&A session, as a page and as data. For pages/ alone.
//
// It stands for everybody from the announcement on, and shows questions with our answers, as answer::transcript_of has
// them: nothing said to few, nothing its author took back, nobody who is not named in a conversation's page too.
#pragma once

#include "answer/qa.hpp"
#include "base/json.hpp"
#include "pages/page.hpp"

namespace chancery::pages {

// None: there is no such session, or nobody announced it yet.
[[nodiscard]] std::optional<answer::Qa> public_qa(store::Snapshot& snapshot, answer::QaId id);
// `after`: the question the page begins after; none: from the first.
[[nodiscard]] net::Response qa_page(store::Snapshot& snapshot, Frame frame, Timestamp now, const answer::Qa& qa,
                                    activity::NoteId after);
// As docs/api/openapi.yaml has it.
[[nodiscard]] json::Object qa_json(store::Snapshot& snapshot, const Frame& frame, Timestamp now, const answer::Qa& qa);

}  // namespace chancery::pages
