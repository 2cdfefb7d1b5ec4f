#include "net/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <limits>
#include <new>
#include <utility>

namespace chancery::net {
namespace {

constexpr int kSessionsKept = 4096;  // for peers who come again

std::string openssl_error() {
  const auto code = ERR_peek_last_error();
  std::array<char, 256> text{};
  ERR_error_string_n(code, text.data(), text.size());
  ERR_clear_error();
  return text.data();
}

tl::unexpected<Error> refuse(const std::filesystem::path& file, const std::string& what) {
  const auto why = openssl_error();
  return fail(Errc::Invalid, file.string() + ": " + what + ": " + why, file.string() + ": " + what);
}

// A socket that is gone must not raise SIGPIPE, as OpenSSL's own would.
int socket_of(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}
int send_to(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const auto sent = ::send(socket_of(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}
int receive_from(BIO* bio, char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const auto got = ::recv(socket_of(bio), bytes, static_cast<std::size_t>(size), 0);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) BIO_set_retry_read(bio);
  return static_cast<int>(got);
}
long control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* socket_method() {
  static const std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)> method = [] {
    std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)> made(
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket without signals"), &BIO_meth_free);
    if (!made) throw std::bad_alloc();
    BIO_meth_set_write(made.get(), send_to);
    BIO_meth_set_read(made.get(), receive_from);
    BIO_meth_set_ctrl(made.get(), control);
    return made;
  }();
  return method.get();
}

// Only HTTP/1.1 is spoken here; who offers other protocols alone gets no answer to that and decides itself.
int choose_protocol(SSL* /*session*/, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned int offered_size, void* /*context*/) {
  static constexpr std::string_view kHttp = "\x08http/1.1";
  unsigned char* found = nullptr;
  const auto result = SSL_select_next_proto(&found, size, reinterpret_cast<const unsigned char*>(kHttp.data()),
                                            static_cast<unsigned>(kHttp.size()), offered, offered_size);
  if (result != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_NOACK;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

void set_manners(SSL_CTX* context) {
  static constexpr std::string_view kContextName = "chancery";
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  // Of TLS 1.2 what has forward secrecy and authenticated encryption; of TLS 1.3 all.
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384");
  // No tickets: their key would undo forward secrecy for as long as it lives. Sessions are kept here instead.
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER);
  SSL_CTX_sess_set_cache_size(context, kSessionsKept);
  SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>(kContextName.data()),
                                 static_cast<unsigned>(kContextName.size()));
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
}

// Whatever a new file differs in: inode, size or time.
std::string look_of(const TlsFiles& files) {
  std::string look;
  for (const auto* file : {&files.certificate, &files.key}) {
    struct stat found{};
    if (::stat(file->c_str(), &found) != 0) continue;
    for (const auto number :
         {static_cast<long long>(found.st_ino), static_cast<long long>(found.st_size),
          static_cast<long long>(found.st_mtim.tv_sec), static_cast<long long>(found.st_mtim.tv_nsec)}) {
      look += std::to_string(number) + ' ';
    }
  }
  return look;
}

}  // namespace

TlsSession::TlsSession(ssl_ctx_st* context, int socket) : session_(SSL_new(context), &SSL_free) {
  BIO* bio = session_ ? BIO_new(socket_method()) : nullptr;
  if (bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));
  BIO_set_init(bio, 1);
  SSL_set_bio(session_.get(), bio, bio);  // takes it over
  SSL_set_accept_state(session_.get());
}

TlsSession::~TlsSession() = default;

TlsState TlsSession::state_of(int result) {
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return TlsState::WantRead;
    case SSL_ERROR_WANT_WRITE:
      return TlsState::WantWrite;
    case SSL_ERROR_ZERO_RETURN:
      return TlsState::Closed;
    default:
      broken_ = true;
      ERR_clear_error();
      return TlsState::Broken;
  }
}

TlsState TlsSession::handshake() {
  ERR_clear_error();
  const int result = SSL_do_handshake(session_.get());
  return result == 1 ? TlsState::Done : state_of(result);
}

TlsSession::Moved TlsSession::read(char* to, std::size_t room) {
  ERR_clear_error();
  std::size_t got = 0;
  const int result = SSL_read_ex(session_.get(), to, room, &got);
  if (result == 1) return {TlsState::Done, got};
  return {state_of(result), 0};
}

TlsSession::Moved TlsSession::write(std::string_view bytes) {
  if (bytes.empty()) return {TlsState::Done, 0};
  ERR_clear_error();
  std::size_t sent = 0;
  const int result = SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &sent);
  if (result == 1) return {TlsState::Done, sent};
  return {state_of(result), 0};
}

void TlsSession::goodbye() {
  if (broken_ || !SSL_is_init_finished(session_.get())) return;
  ERR_clear_error();
  (void)SSL_shutdown(session_.get());
  ERR_clear_error();
}

TlsCertificate::TlsCertificate(TlsFiles files, Context context, std::string seen)
    : files_(std::move(files)), context_(std::move(context)), seen_(std::move(seen)) {}

TlsCertificate::~TlsCertificate() = default;

Result<TlsCertificate::Context> TlsCertificate::make(const TlsFiles& files) {
  ERR_clear_error();
  Context context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  if (!context) throw std::bad_alloc();
  set_manners(context.get());
  // A key under a passphrase is refused, not asked about on the terminal.
  SSL_CTX_set_default_passwd_cb(context.get(), [](char*, int, int, void*) { return 0; });
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1) {
    return refuse(files.certificate, "no certificate in PEM could be read from it");
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return refuse(files.key, "no private key in PEM that fits the certificate could be read from it");
  }
  if (SSL_CTX_check_private_key(context.get()) != 1) {
    return refuse(files.key, "the private key is not the certificate's");
  }
  return context;
}

Result<std::unique_ptr<TlsCertificate>> TlsCertificate::load(TlsFiles files) {
  auto seen = look_of(files);
  auto context = make(files);
  if (!context) return fail(context.error());
  return std::unique_ptr<TlsCertificate>(new TlsCertificate(std::move(files), std::move(*context), std::move(seen)));
}

Status TlsCertificate::reload() {
  auto seen = look_of(files_);
  auto context = make(files_);
  const std::lock_guard lock(mutex_);
  seen_ = std::move(seen);  // also of what cannot be used: it is tried again when it changes again
  if (!context) return fail(context.error());
  std::swap(context_, *context);
  return {};
}

Result<bool> TlsCertificate::reload_if_changed() {
  {
    const std::lock_guard lock(mutex_);
    if (look_of(files_) == seen_) return false;
  }
  if (auto done = reload(); !done) return fail(done.error());
  return true;
}

Timestamp TlsCertificate::expires() const {
  const std::lock_guard lock(mutex_);
  std::tm end{};
  const auto* certificate = SSL_CTX_get0_certificate(context_.get());
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) return {};
  return Timestamp(std::chrono::seconds(::timegm(&end)));
}

std::unique_ptr<TlsSession> TlsCertificate::accept(int socket) const {
  const std::lock_guard lock(mutex_);
  return std::make_unique<TlsSession>(context_.get(), socket);
}

}  // namespace chancery::net
