#include "net/responder.hpp"

#include "net/event_queue.hpp"

namespace chancery::net {

namespace {

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  for (const char c : value) {
    if (c != '\r' && c != '\n' && c != '\0') out += c;
  }
  out += '\n';
}

}  // namespace

std::string encode_event(std::string_view event, std::string_view data, std::string_view id) {
  std::string out;
  out.reserve(event.size() + data.size() + id.size() + 32);
  if (!id.empty()) append_field(out, "id", id);
  if (!event.empty()) append_field(out, "event", event);
  // CR, LF and CRLF all end a line of the stream, so each line of the data becomes a field of its own.
  for (;;) {
    const auto end = data.find_first_of("\r\n");
    append_field(out, "data", data.substr(0, end));
    if (end == std::string_view::npos) break;
    const bool crlf = data[end] == '\r' && end + 1 < data.size() && data[end + 1] == '\n';
    data.remove_prefix(end + (crlf ? 2 : 1));
  }
  out += '\n';
  return out;
}

bool EventStream::Impl::push(std::string_view bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (!open_) return false;
    if (bytes.size() > kBytes - queued_.size()) {
      open_ = false;
      queued_.clear();
    } else {
      queued_ += bytes;
      if (queued_.size() > bytes.size()) return true;  // woken already
    }
  }
  wake_();
  return open();
}

std::string EventStream::Impl::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(queued_, {});
}

void EventStream::Impl::close() {
  {
    const std::lock_guard lock(mutex_);
    if (!open_) return;
    open_ = false;
  }
  wake_();
}

bool EventStream::Impl::open() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

bool EventStream::send(std::string_view event, std::string_view data, std::string_view id) const {
  return impl_->push(encode_event(event, data, id));
}

bool EventStream::open() const {
  return impl_->open();
}

void EventStream::close() const {
  impl_->close();
}

Responder::Responder(std::shared_ptr<Sink> sink) : sink_(std::move(sink)) {}

Responder& Responder::operator=(Responder&& other) noexcept {
  if (this != &other) {
    const Responder dropped(std::move(sink_));
    sink_ = std::move(other.sink_);
  }
  return *this;
}

Responder::~Responder() {
  if (!sink_) return;
  sink_->respond(Response::of(Error{Errc::Internal, "a request was dropped unanswered", "the server made a mistake"}));
}

void Responder::send(Response response) && {
  const auto sink = std::exchange(sink_, nullptr);
  sink->respond(std::move(response));
}

EventStream Responder::stream(Headers headers) && {
  const auto sink = std::exchange(sink_, nullptr);
  return sink->stream(std::move(headers));
}

}  // namespace chancery::net
