#include "net/mailbox.hpp"

#include <utility>

namespace chancery::net {

void Mailbox::put(Letter letter) {
  const std::lock_guard lock(mutex_);
  if (!wake_) return;
  letters_.push_back(std::move(letter));
  if (letters_.size() == 1) wake_();
}

void Mailbox::deliver() {
  std::vector<Letter> letters;
  {
    const std::lock_guard lock(mutex_);
    letters.swap(letters_);
  }
  for (auto& letter : letters) {
    if (const auto to = letter.to.lock()) to->deliver(std::move(letter));
  }
}

void Mailbox::close() {
  std::vector<Letter> lost;  // destroyed after the lock is given back: a letter may hold the last hold on the box
  const std::lock_guard lock(mutex_);
  wake_ = nullptr;
  lost.swap(letters_);
}

ConnectionSink::ConnectionSink(std::weak_ptr<Addressee> connection, std::shared_ptr<Mailbox> mailbox,
                               WireRequest request, SpoolFile spool)
    : connection_(std::move(connection)), mailbox_(std::move(mailbox)), request_(request), spool_(std::move(spool)) {}

void ConnectionSink::respond(Response response) {
  spool_ = SpoolFile();
  mailbox_->put({connection_, encode_response(std::move(response), request_), nullptr});
}

EventStream ConnectionSink::stream(Headers headers) {
  spool_ = SpoolFile();
  if (request_.head) {
    mailbox_->put({connection_, encode_stream_head(headers), nullptr});
    auto ended = std::make_shared<EventStream::Impl>([] {});
    ended->close();
    return EventStream(std::move(ended));
  }
  auto impl = std::make_shared<EventStream::Impl>(
      [connection = connection_, mailbox = mailbox_] { mailbox->put({connection, std::nullopt, nullptr}); });
  mailbox_->put({connection_, encode_stream_head(headers), impl});
  return EventStream(std::move(impl));
}

}  // namespace chancery::net
