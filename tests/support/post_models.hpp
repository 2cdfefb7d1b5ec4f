// The models a post is annotated with, read once for a test program.
#pragma once

#include <stdexcept>

#include "listen/annotation.hpp"
#include "text/annotator.hpp"
#include "text/language.hpp"
#include "text/sentiment.hpp"

namespace chancery::test {

struct PostModels {
  text::LanguageIdentifier languages;
  text::Annotator agenda;
  text::SentimentModel sentiment = text::SentimentModel::shipped().value();
  listen::PostAnnotator annotator{languages, agenda, sentiment};
};

[[nodiscard]] inline const PostModels& post_models() {
  static const PostModels models;
  return models;
}

}  // namespace chancery::test
