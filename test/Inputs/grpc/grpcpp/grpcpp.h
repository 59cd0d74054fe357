// A stub of gRPC C++: the declarations the tests need, laid out as the library
// lays them out (members in ServerContextBase, re-exported by using).
#ifndef CTX_TEST_GRPCPP_H
#define CTX_TEST_GRPCPP_H

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace grpc {

enum StatusCode {
  OK = 0,
  CANCELLED = 1,
  UNKNOWN = 2,
  INVALID_ARGUMENT = 3,
  DEADLINE_EXCEEDED = 4,
  NOT_FOUND = 5,
  RESOURCE_EXHAUSTED = 8,
  UNIMPLEMENTED = 12,
  INTERNAL = 13,
  UNAVAILABLE = 14,
};

class Status {
public:
  Status() = default;
  Status(StatusCode Code, const std::string &Message);
  static const Status &OK;
  static const Status &CANCELLED;
  StatusCode error_code() const;
  std::string error_message() const;
  bool ok() const;
};

class CompletionQueue {
public:
  enum NextStatus { SHUTDOWN, GOT_EVENT, TIMEOUT };
  CompletionQueue();
  virtual ~CompletionQueue();
  bool Next(void **Tag, bool *Ok);
  template <typename T>
  NextStatus AsyncNext(void **Tag, bool *Ok, const T &Deadline) {
    return TIMEOUT;
  }
  void Shutdown();
};

class ServerCompletionQueue : public CompletionQueue {};

namespace internal {
class ServerReactor {
public:
  virtual ~ServerReactor() = default;
  virtual void OnDone() = 0;
  virtual void OnCancel() = 0;
};
class ClientReactor {
public:
  virtual ~ClientReactor() = default;
  virtual void OnDone(const Status &S) = 0;
};
} // namespace internal

class ServerUnaryReactor : public internal::ServerReactor {
public:
  void Finish(Status S);
  void StartSendInitialMetadata();
  virtual void OnSendInitialMetadataDone(bool Ok) {}
  void OnDone() override = 0;
  void OnCancel() override {}
};

template <class Response>
class ServerWriteReactor : public internal::ServerReactor {
public:
  void StartWrite(const Response *R);
  void Finish(Status S);
  virtual void OnWriteDone(bool Ok) {}
  void OnDone() override = 0;
  void OnCancel() override {}
};

template <class Request>
class ServerReadReactor : public internal::ServerReactor {
public:
  void StartRead(Request *R);
  void Finish(Status S);
  virtual void OnReadDone(bool Ok) {}
  void OnDone() override = 0;
  void OnCancel() override {}
};

template <class Request, class Response>
class ServerBidiReactor : public internal::ServerReactor {
public:
  void StartRead(Request *R);
  void StartWrite(const Response *R);
  void Finish(Status S);
  virtual void OnReadDone(bool Ok) {}
  virtual void OnWriteDone(bool Ok) {}
  void OnDone() override = 0;
  void OnCancel() override {}
};

class ClientUnaryReactor : public internal::ClientReactor {
public:
  void StartCall();
  void OnDone(const Status &S) override {}
  virtual void OnReadInitialMetadataDone(bool Ok) {}
};

template <class Response>
class ClientReadReactor : public internal::ClientReactor {
public:
  void StartCall();
  void StartRead(Response *R);
  void OnDone(const Status &S) override {}
  virtual void OnReadDone(bool Ok) {}
};

class ServerContextBase {
public:
  virtual ~ServerContextBase();
  std::chrono::system_clock::time_point deadline() const;
  long raw_deadline() const;
  void AddInitialMetadata(const std::string &Key, const std::string &Value);
  void AddTrailingMetadata(const std::string &Key, const std::string &Value);
  bool IsCancelled() const;
  void TryCancel() const;
  const std::multimap<std::string, std::string> &client_metadata() const;
  std::string peer() const;

protected:
  void AsyncNotifyWhenDone(void *Tag);
  ServerUnaryReactor *DefaultReactor();
  ServerContextBase();
};

class ServerContext : public ServerContextBase {
public:
  ServerContext() {}
  using ServerContextBase::AddInitialMetadata;
  using ServerContextBase::AddTrailingMetadata;
  using ServerContextBase::AsyncNotifyWhenDone;
  using ServerContextBase::client_metadata;
  using ServerContextBase::deadline;
  using ServerContextBase::IsCancelled;
  using ServerContextBase::peer;
  using ServerContextBase::raw_deadline;
  using ServerContextBase::TryCancel;

private:
  ServerContext(const ServerContext &) = delete;
  ServerContext &operator=(const ServerContext &) = delete;
};

class CallbackServerContext : public ServerContextBase {
public:
  CallbackServerContext() {}
  using ServerContextBase::AddInitialMetadata;
  using ServerContextBase::AddTrailingMetadata;
  using ServerContextBase::client_metadata;
  using ServerContextBase::deadline;
  using ServerContextBase::DefaultReactor;
  using ServerContextBase::IsCancelled;
  using ServerContextBase::peer;
  using ServerContextBase::raw_deadline;
  using ServerContextBase::TryCancel;

private:
  CallbackServerContext(const CallbackServerContext &) = delete;
  CallbackServerContext &operator=(const CallbackServerContext &) = delete;
};

class GenericServerContext final : public ServerContext {
public:
  const std::string &method() const;
};

class PropagationOptions {
public:
  PropagationOptions() {}
  PropagationOptions &enable_deadline_propagation();
  PropagationOptions &disable_deadline_propagation();
  PropagationOptions &enable_cancellation_propagation();
  PropagationOptions &disable_cancellation_propagation();
};

class ClientContext {
public:
  ClientContext();
  ~ClientContext();
  static std::unique_ptr<ClientContext>
  FromServerContext(const grpc::ServerContextBase &Server,
                    PropagationOptions Options = PropagationOptions());
  static std::unique_ptr<ClientContext>
  FromCallbackServerContext(const grpc::CallbackServerContext &Server,
                            PropagationOptions Options = PropagationOptions());
  void AddMetadata(const std::string &Key, const std::string &Value);
  template <typename T> void set_deadline(const T &Deadline) {}
  void set_wait_for_ready(bool Wait);
  std::chrono::system_clock::time_point deadline() const;
  long raw_deadline() const;
  void set_authority(const std::string &Authority);
  std::string peer() const;
  void TryCancel();

private:
  ClientContext(const ClientContext &);
  ClientContext &operator=(const ClientContext &);
};

class ChannelInterface {
public:
  virtual ~ChannelInterface() {}
  template <typename T> bool WaitForConnected(T Deadline) { return false; }
};
class Channel final : public ChannelInterface {};
class ChannelCredentials {};
std::shared_ptr<ChannelCredentials> InsecureChannelCredentials();
std::shared_ptr<Channel>
CreateChannel(const std::string &Target,
              const std::shared_ptr<ChannelCredentials> &Credentials);

template <class R> class ClientReader {
public:
  bool Read(R *Message);
  Status Finish();
};
template <class W> class ClientWriter {
public:
  bool Write(const W &Message);
  bool WritesDone();
  Status Finish();
};
template <class W, class R> class ClientReaderWriter {
public:
  bool Read(R *Message);
  bool Write(const W &Message);
  bool WritesDone();
  Status Finish();
};
template <class R> class ClientAsyncResponseReader {
public:
  void StartCall();
  void Finish(R *Message, Status *S, void *Tag);
};
template <class W> class ServerWriter {
public:
  bool Write(const W &Message);
};
template <class R> class ServerReader {
public:
  bool Read(R *Message);
};
template <class W, class R> class ServerReaderWriter {
public:
  bool Read(R *Message);
  bool Write(const W &Message);
};

class Service {
public:
  Service() {}
  virtual ~Service() {}
};

class Server {
public:
  void Shutdown();
  template <class T> void Shutdown(const T &Deadline) {}
  void Wait();
};

class ServerBuilder {
public:
  ServerBuilder &RegisterService(Service *S);
  std::unique_ptr<Server> BuildAndStart();
};

} // namespace grpc

// What protoc makes of:
//   service Greeter { rpc SayHello(HelloRequest) returns (HelloReply);
//                     rpc Watch(HelloRequest) returns (stream HelloReply);
//                     rpc Record(stream HelloRequest) returns (HelloReply);
//                     rpc Chat(stream HelloRequest) returns (stream
//                     HelloReply); }
namespace helloworld {

class HelloRequest {
public:
  const std::string &name() const;
  void set_name(const std::string &Name);
};
class HelloReply {
public:
  const std::string &message() const;
  void set_message(const std::string &Message);
};

class Greeter final {
public:
  class StubInterface {
  public:
    virtual ~StubInterface() {}
    virtual ::grpc::Status SayHello(::grpc::ClientContext *context,
                                    const HelloRequest &request,
                                    HelloReply *response) = 0;
    class async_interface {
    public:
      virtual ~async_interface() {}
      virtual void SayHello(::grpc::ClientContext *context,
                            const HelloRequest *request, HelloReply *response,
                            std::function<void(::grpc::Status)>) = 0;
      virtual void SayHello(::grpc::ClientContext *context,
                            const HelloRequest *request, HelloReply *response,
                            ::grpc::ClientUnaryReactor *reactor) = 0;
      virtual void Watch(::grpc::ClientContext *context,
                         const HelloRequest *request,
                         ::grpc::ClientReadReactor<HelloReply> *reactor) = 0;
    };
    virtual class async_interface *async() { return nullptr; }
  };
  class Stub final : public StubInterface {
  public:
    Stub(const std::shared_ptr<::grpc::ChannelInterface> &channel);
    ::grpc::Status SayHello(::grpc::ClientContext *context,
                            const HelloRequest &request,
                            HelloReply *response) override;
    std::unique_ptr<::grpc::ClientAsyncResponseReader<HelloReply>>
    AsyncSayHello(::grpc::ClientContext *context, const HelloRequest &request,
                  ::grpc::CompletionQueue *cq);
    std::unique_ptr<::grpc::ClientAsyncResponseReader<HelloReply>>
    PrepareAsyncSayHello(::grpc::ClientContext *context,
                         const HelloRequest &request,
                         ::grpc::CompletionQueue *cq);
    std::unique_ptr<::grpc::ClientReader<HelloReply>>
    Watch(::grpc::ClientContext *context, const HelloRequest &request);
    std::unique_ptr<::grpc::ClientWriter<HelloRequest>>
    Record(::grpc::ClientContext *context, HelloReply *response);
    std::unique_ptr<::grpc::ClientReaderWriter<HelloRequest, HelloReply>>
    Chat(::grpc::ClientContext *context);
    class async final : public StubInterface::async_interface {
    public:
      void SayHello(::grpc::ClientContext *context, const HelloRequest *request,
                    HelloReply *response,
                    std::function<void(::grpc::Status)>) override;
      void SayHello(::grpc::ClientContext *context, const HelloRequest *request,
                    HelloReply *response,
                    ::grpc::ClientUnaryReactor *reactor) override;
      void Watch(::grpc::ClientContext *context, const HelloRequest *request,
                 ::grpc::ClientReadReactor<HelloReply> *reactor) override;
    };
    class async *async() override;
  };
  static std::unique_ptr<Stub>
  NewStub(const std::shared_ptr<::grpc::ChannelInterface> &channel);

  class Service : public ::grpc::Service {
  public:
    Service();
    virtual ~Service();
    virtual ::grpc::Status SayHello(::grpc::ServerContext *context,
                                    const HelloRequest *request,
                                    HelloReply *response);
    virtual ::grpc::Status Watch(::grpc::ServerContext *context,
                                 const HelloRequest *request,
                                 ::grpc::ServerWriter<HelloReply> *writer);
    virtual ::grpc::Status Record(::grpc::ServerContext *context,
                                  ::grpc::ServerReader<HelloRequest> *reader,
                                  HelloReply *response);
    virtual ::grpc::Status
    Chat(::grpc::ServerContext *context,
         ::grpc::ServerReaderWriter<HelloReply, HelloRequest> *stream);
  };

  class CallbackService : public ::grpc::Service {
  public:
    CallbackService();
    virtual ~CallbackService();
    virtual ::grpc::ServerUnaryReactor *
    SayHello(::grpc::CallbackServerContext *context,
             const HelloRequest *request, HelloReply *response);
    virtual ::grpc::ServerWriteReactor<HelloReply> *
    Watch(::grpc::CallbackServerContext *context, const HelloRequest *request);
  };
};

} // namespace helloworld

#endif // CTX_TEST_GRPCPP_H
