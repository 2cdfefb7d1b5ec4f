#include "listen/annotation.hpp"

#include "text/agenda.hpp"

namespace chancery::listen {

Annotation PostAnnotator::annotate_briefly(std::string_view text, std::string_view declared, Scratch& scratch) const {
  Annotation annotation;
  const auto identified = languages_.identify(text);
  const bool doubtful = identified.tag == "hi-Latn" && !identified.reliable;
  annotation.language = doubtful && text::primary_language(declared) == "en" ? "en" : identified.tag;
  const auto found = agenda_.find(text, annotation.language, scratch.agenda_);
  for (const auto& topic : found.topics) annotation.topics.emplace_back(text::slug(topic.topic));
  own_topics_.tell(text, annotation.language, scratch.own_topics_, annotation.topics);
  for (const auto& country : found.countries) annotation.countries.emplace_back(country.alpha2());
  return annotation;
}

Annotation PostAnnotator::annotate(std::string_view text, std::string_view declared, Scratch& scratch) const {
  Annotation annotation = annotate_briefly(text, declared, scratch);
  if (sentiment_.covers(annotation.language)) {
    annotation.sentiment = text::name_of(sentiment_.classify(text, annotation.language, scratch.sentiment_).sentiment);
  }
  return annotation;
}

}  // namespace chancery::listen
