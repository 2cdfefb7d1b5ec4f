#include "speak/statements.hpp"

#include <string>
#include <string_view>

#include "store/accounts.hpp"
#include "text/html.hpp"

namespace chancery::speak {
namespace {

std::string_view warning_in(const activity::Note& note, std::string_view language) {
  for (const auto& warning : note.parts.summary_translations) {
    if (warning.language == language) return warning.text;
  }
  return {};
}

// The texts as readers see them, then the poll's options: they are part of what was said.
std::vector<proof::Words> words_of(const activity::Note& note) {
  auto text = text::to_plain(note.content);
  if (note.parts.question) {
    for (const auto& option : note.parts.question->options) text += "\n\n" + option.name;
  }
  std::vector<proof::Words> words{{note.language, note.parts.summary, std::move(text)}};
  for (const auto& translation : note.parts.translations) {
    words.push_back(
        {translation.language, std::string(warning_in(note, translation.language)), text::to_plain(translation.text)});
  }
  return words;
}

// Our pictures are named by their SHA-256: BASE/media/<hex>.<extension>.
std::string sha256_in(std::string_view url) {
  url.remove_prefix(url.rfind('/') + 1);
  return std::string(url.substr(0, url.find('.')));
}

std::vector<proof::Medium> media_of(const activity::Note& note) {
  std::vector<proof::Medium> media;
  media.reserve(note.parts.attachments.size());
  for (const auto& attachment : note.parts.attachments) {
    media.push_back({sha256_in(attachment.url), attachment.alt.empty() ? std::string() : attachment.alt.front().text});
  }
  return media;
}

}  // namespace

Status record_statement(store::Transaction& tx, const Publisher& publisher, proof::Kind kind,
                        const activity::Note& note, Timestamp at) {
  using activity::Visibility;
  if (note.visibility != Visibility::Public && note.visibility != Visibility::Unlisted) return {};
  const auto account = store::account_by_id(tx, note.account);
  if (!account) return fail(Errc::NotFound, "there is no such account");
  proof::Statement statement{.kind = kind,
                             .note = note.uri,
                             .account = note.attributed_to,
                             .acct = publisher.addresses.acct(account->name),
                             .words = {},
                             .media = {},
                             .at = at};
  if (kind != proof::Kind::Removed) {
    statement.words = words_of(note);
    statement.media = media_of(note);
  }
  return publisher.log.record(tx, statement);
}

Status record_share(store::Transaction& tx, const Publisher& publisher, proof::Kind kind, const store::Share& share,
                    Timestamp at) {
  const auto account = store::account_by_id(tx, share.account);
  if (!account) return fail(Errc::NotFound, "there is no such account");
  proof::Statement statement{.kind = kind,
                             .note = publisher.addresses.activity(share.id),
                             .account = publisher.addresses.actor(share.account),
                             .acct = publisher.addresses.acct(account->name),
                             .words = {},
                             .media = {},
                             .at = at};
  if (kind == proof::Kind::Shared) statement.shared = {share.uri, share.digest};
  return publisher.log.record(tx, statement);
}

}  // namespace chancery::speak
