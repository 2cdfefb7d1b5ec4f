// TLS on the way in: a certificate that can be replaced while it is in use, and one session a connection.
//
// OpenSSL speaks to the socket itself, without waiting: what cannot go on now says what it waits for. Only net/ uses
// this.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace chancery::net {

struct TlsFiles {
  std::filesystem::path certificate;  // PEM: the server's first, then those that vouch for it
  std::filesystem::path key;          // PEM, of that certificate
  [[nodiscard]] bool empty() const { return certificate.empty(); }
};

enum class TlsState {
  Done,       // something was moved
  WantRead,   // again when the socket can be read
  WantWrite,  // again when it can be written
  Closed,     // the peer has said goodbye
  Broken,     // hung up, or not TLS as we speak it
};

// One connection's session. Thread safety: one thread at a time.
class TlsSession {
 public:
  struct Moved {
    TlsState state = TlsState::Broken;
    std::size_t bytes = 0;
  };

  TlsSession(ssl_ctx_st* context, int socket);
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;
  ~TlsSession();

  [[nodiscard]] TlsState handshake();
  // At most `room` bytes; Done says that there may be more.
  [[nodiscard]] Moved read(char* to, std::size_t room);
  // After WantRead or WantWrite the same bytes are to be offered again; more may follow them.
  [[nodiscard]] Moved write(std::string_view bytes);
  // Says goodbye, as far as the socket takes it now.
  void goodbye();

 private:
  [[nodiscard]] TlsState state_of(int result);

  std::unique_ptr<ssl_st, void (*)(ssl_st*)> session_;
  bool broken_ = false;
};

// What new sessions are made with: TLS 1.2 and 1.3, forward secrecy and authenticated ciphers alone, HTTP/1.1.
// Thread safety: any thread.
class TlsCertificate {
 public:
  // Fails with Errc::Invalid or Unavailable: the hint names the file, and what is wrong with it.
  [[nodiscard]] static Result<std::unique_ptr<TlsCertificate>> load(TlsFiles files);
  TlsCertificate(const TlsCertificate&) = delete;
  TlsCertificate& operator=(const TlsCertificate&) = delete;
  ~TlsCertificate();

  // Reads the files again. Fails as `load` does, and keeps what it had.
  [[nodiscard]] Status reload();
  // The same when a file was changed since. Gives whether it was.
  [[nodiscard]] Result<bool> reload_if_changed();

  [[nodiscard]] std::unique_ptr<TlsSession> accept(int socket) const;
  // When the certificate in use ends.
  [[nodiscard]] Timestamp expires() const;

 private:
  using Context = std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st*)>;
  TlsCertificate(TlsFiles files, Context context, std::string seen);
  [[nodiscard]] static Result<Context> make(const TlsFiles& files);

  const TlsFiles files_;
  mutable std::mutex mutex_;
  Context context_;   // guarded by mutex_; sessions hold on to the one they began with
  std::string seen_;  // guarded by mutex_: sizes and times of the files, as they were read
};

}  // namespace chancery::net
