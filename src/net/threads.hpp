// Small courtesies for the threads this module starts.
#pragma once

#include <pthread.h>
#include <signal.h>

namespace chancery::net {

// While it lives, threads that are started take no signal: SIGTERM goes to the thread that waits for it, and a
// broken pipe is an error code.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

// At most 15 characters show in the process list.
inline void name_this_thread(const char* name) {
  pthread_setname_np(pthread_self(), name);
}

}  // namespace chancery::net
