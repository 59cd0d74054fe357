// Every check over the arrow vocabulary: what it finds, and what looks alike.
// RUN: %check %s 'ctx-*' %t
#include <arrow/all.h>
#include <string>
#include <vector>

using arrow::Status;
using arrow::StopSource;
using arrow::StopToken;

Status readBlock(int block);
Status scan(const std::string &path, StopToken stop_token = StopToken::Unstoppable());
Status open(const arrow::io::IOContext &io_context, const std::string &path);
void logLine(const std::string &);
void fill(std::vector<int> &out);

//===-- polls --------------------------------------------------------------===//

Status bad_unpolled(const std::vector<int> &blocks, StopToken stop_token) {
  ARROW_RETURN_NOT_OK(stop_token.Poll());
  for (int block : blocks)
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'for' loop calls 'readBlock' and never looks at 'stop_token', so a stop request does not end it; poll 'stop_token' in each iteration [ctx-unpolled-loop]
    ARROW_RETURN_NOT_OK(readBlock(block));
  return Status::OK();
}
Status ok_polled(const std::vector<int> &blocks, StopToken stop_token) {
  for (int block : blocks) {
    ARROW_RETURN_NOT_OK(stop_token.Poll());
    ARROW_RETURN_NOT_OK(readBlock(block));
  }
  return Status::OK();
}
Status ok_condition(const std::vector<int> &blocks, StopToken stop_token) {
  for (int block : blocks) {
    if (stop_token.IsStopRequested())
      return Status::Cancelled("stopped");
    ARROW_RETURN_NOT_OK(readBlock(block));
  }
  return Status::OK();
}
Status bad_unused(int block, StopToken stop_token) {
// CHECK-MESSAGES: :[[@LINE-1]]:40: warning: 'stop_token' is never looked at or passed on, so no stop request reaches 'bad_unused'; poll it, pass it on, or leave it unnamed [ctx-unused-token]
  ARROW_RETURN_NOT_OK(readBlock(block));
  return readBlock(block + 1);
}

//===-- passing on ---------------------------------------------------------===//

Status bad_defaulted(const std::string &path, StopToken stop_token) {
  ARROW_RETURN_NOT_OK(stop_token.Poll());
  return scan(path);
// CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'scan' is called without a token although 'stop_token' is in scope and it takes one; a stop request does not reach the call: pass 'stop_token' [ctx-dropped-token]
// CHECK-FIXES: return scan(path, stop_token);
}
Status ok_passed(const std::string &path, StopToken stop_token) { return scan(path, stop_token); }
Status ok_meant(const std::string &path, StopToken stop_token) {
  ARROW_RETURN_NOT_OK(stop_token.Poll());
  return scan(path, StopToken::Unstoppable());
}
Status bad_empty(const std::string &path, StopToken stop_token) {
  ARROW_RETURN_NOT_OK(stop_token.Poll());
  return scan(path, StopToken());
// CHECK-MESSAGES: :[[@LINE-1]]:21: warning: empty 'StopToken()' passed to 'scan' although 'stop_token' is in scope; the call is not cancelled with it: pass 'stop_token' [ctx-fresh-root]
// CHECK-FIXES: return scan(path, stop_token);
}
Status bad_group(arrow::internal::Executor *executor, StopToken stop_token) {
  ARROW_RETURN_NOT_OK(stop_token.Poll());
  auto group = arrow::internal::TaskGroup::MakeThreaded(executor);
// CHECK-MESSAGES: :[[@LINE-1]]:44: warning: 'MakeThreaded' is called without a token although 'stop_token' is in scope and it takes one; a stop request does not reach the call: pass 'stop_token' [ctx-dropped-token]
// CHECK-FIXES: auto group = arrow::internal::TaskGroup::MakeThreaded(executor, stop_token);
  group->Append([] { return readBlock(1); });
  return group->Finish();
}
Status ok_group(arrow::internal::Executor *executor, StopToken stop_token) {
  auto group = arrow::internal::TaskGroup::MakeThreaded(executor, stop_token);
  group->Append([] { return readBlock(1); });
  return group->Finish();
}
Status bad_other_io_context(const std::string &path, const arrow::io::IOContext &io_context) {
  ARROW_RETURN_NOT_OK(io_context.stop_token().Poll());
  return open(arrow::io::default_io_context(), path);
// CHECK-MESSAGES: :[[@LINE-1]]:15: warning: root 'arrow::io::default_io_context()' passed to 'open' although 'io_context' is in scope; the call is not cancelled with it: pass 'io_context' [ctx-fresh-root]
// CHECK-FIXES: return open(io_context, path);
}
arrow::Status listFiles(const std::string &path, const arrow::io::IOContext &io_context = arrow::io::default_io_context());
Status bad_io_defaulted(const std::string &path, const arrow::io::IOContext &io_context) {
  ARROW_RETURN_NOT_OK(open(io_context, path));
  return listFiles(path);
// CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'listFiles' is called without a token although 'io_context' is in scope and it takes one; a stop request does not reach the call: pass 'io_context' [ctx-dropped-token]
// CHECK-FIXES: return listFiles(path, io_context);
}
class ok_InputFile {
public:
  explicit ok_InputFile(const arrow::io::IOContext &io_context) : io_context_(io_context) {}

private:
  arrow::io::IOContext io_context_;
};
Status ok_io_context(const std::string &path, StopToken stop_token) { return open(arrow::io::IOContext(stop_token), path); }
Status ok_call_options(arrow::flight::FlightClient &client, const arrow::flight::Ticket &ticket, StopToken stop_token) {
  arrow::flight::FlightCallOptions options;
  options.stop_token = stop_token;
  return client.DoGet(options, ticket);
}

//===-- sources ------------------------------------------------------------===//

Status bad_own_source(const std::string &path, StopToken stop_token) {
  if (stop_token.IsStopRequested())
    return Status::Cancelled("stopped");
  StopSource source;
// CHECK-MESSAGES: :[[@LINE-1]]:14: warning: new source 'source' is not linked to 'stop_token'; a stop request there does not reach what is given its token: link them [ctx-fresh-root]
  Status status = scan(path, source.token());
  return status.ok() ? Status::OK() : Status::IOError("scan");
}
void bad_lost(arrow::internal::Executor &pool) {
  StopSource source;
// CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'source' is triggered on no path: the work that holds its token is never asked to stop; call 'RequestStop()' before leaving [ctx-lost-cancel]
  (void)pool.Spawn([token = source.token()] {
    while (!token.IsStopRequested())
      (void)readBlock(1);
  });
}
void ok_triggered(arrow::internal::Executor &pool) {
  StopSource source;
  auto done = pool.Submit(source.token(), [token = source.token()] {
    while (!token.IsStopRequested())
      (void)readBlock(1);
  });
  source.RequestStop();
  done.Wait();
}
Status bad_endless(arrow::internal::Executor &pool) {
  return pool.Spawn([] {
// CHECK-MESSAGES: :[[@LINE-1]]:10: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]
    for (;;)
      (void)readBlock(1);
  });
}

//===-- codes --------------------------------------------------------------===//

Status bad_retry(const std::string &path, StopToken stop_token) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    Status status = scan(path, stop_token);
// CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'scan' is called again after any failure, also when it was cancelled; leave the loop on 'arrow::StatusCode::Cancelled' [ctx-retried-cancel]
// CHECK-FIXES: if (status.IsCancelled()) return status;
    if (status.ok())
      return status;
    logLine(status.message());
  }
  return Status::IOError("gave up");
}
Status ok_retry(const std::string &path, StopToken stop_token) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    Status status = scan(path, stop_token);
    if (status.ok() || status.IsCancelled())
      return status;
    logLine(status.message());
  }
  return Status::IOError("gave up");
}
Status ok_retry_code(const std::string &path, StopToken stop_token) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    Status status = scan(path, stop_token);
    if (status.ok() || status.code() == arrow::StatusCode::Cancelled)
      return status;
    logLine(status.message());
  }
  return Status::IOError("gave up");
}
