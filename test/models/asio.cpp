// Every entry of the asio model, under both of its names: against the real
// headers of libasio-dev and libboost1.81-dev, and against the stub, which also
// has what came later.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -DREAL -DASIO_HAS_CO_AWAIT -DASIO_HAS_STD_COROUTINE > %t.asio
// RUN: FileCheck %s --check-prefixes=CHECK,OLD,REAL -DVOC=asio -DNS=asio -DSYS=asio < %t.asio
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -DREAL -DBOOST > %t.boost
// RUN: FileCheck %s --check-prefixes=CHECK,NEW,REAL -DVOC=boost.asio -DNS=boost::asio -DSYS=boost::system < %t.boost
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/asio > %t.stub
// RUN: FileCheck %s --check-prefixes=CHECK,NEW,STUB -DVOC=asio -DNS=asio -DSYS=asio < %t.stub
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -DBOOST -I%inputs/asio > %t.boost-stub
// RUN: FileCheck %s --check-prefixes=CHECK,NEW,STUB -DVOC=boost.asio -DNS=boost::asio -DSYS=boost::system < %t.boost-stub
#if defined(REAL) && defined(BOOST)
#include <boost/asio.hpp>
#include <boost/asio/spawn.hpp>
#include <boost/asio/ssl.hpp>
#elif defined(BOOST)
#include <boost/asio.hpp>
#elif defined(REAL)
#include <asio.hpp>
#include <asio/spawn.hpp>
#include <asio/ssl.hpp>
#else
#include <asio.hpp>
#endif

// CHECK: {{^}}  [[VOC]]: active
// CHECK-NEXT: type signal -> [[NS]]::cancellation_signal (
// CHECK-NEXT: type slot -> [[NS]]::cancellation_slot (
// CHECK-NEXT: type state -> [[NS]]::cancellation_state (
// CHECK-NEXT: type binder -> [[NS]]::cancellation_slot_binder (
// CHECK-NEXT: type disable -> [[NS]]::disable_cancellation (
// CHECK-NEXT: type yield -> [[NS]]::basic_yield_context (
// CHECK-NEXT: type awaitable -> [[NS]]::awaitable (
// CHECK-NEXT: type error -> [[SYS]]::system_error (
// CHECK-NEXT: type error_code -> [[SYS]]::error_code (
// CHECK-NEXT: type context -> [[NS]]::io_context (
// CHECK-NEXT: type pool -> [[NS]]::thread_pool (
// CHECK-NEXT: type timer -> [[NS]]::basic_waitable_timer (
// OLD-NEXT: type deadline_timer -> not resolved: [[NS]]::basic_deadline_timer
// NEW-NEXT: type deadline_timer -> [[NS]]::basic_deadline_timer (
// CHECK-NEXT: type stream -> [[NS]]::basic_stream_socket (
// CHECK-NEXT: type datagram -> [[NS]]::basic_datagram_socket (
// CHECK-NEXT: type socket -> [[NS]]::basic_socket (
// CHECK-NEXT: type acceptor -> [[NS]]::basic_socket_acceptor (
// CHECK-NEXT: type resolver -> [[NS]]::ip::basic_resolver (
// CHECK-NEXT: type signals -> [[NS]]::basic_signal_set (
// CHECK-NEXT: type port -> [[NS]]::basic_serial_port (
// CHECK-NEXT: type descriptor -> [[NS]]::posix::basic_stream_descriptor (
// CHECK-NEXT: type tls -> [[NS]]::ssl::stream (
// CHECK-NEXT: op emit -> [[NS]]::cancellation_signal::emit (
// CHECK-NEXT: op signal_slot -> [[NS]]::cancellation_signal::slot (
// CHECK-NEXT: op state_slot -> [[NS]]::cancellation_state::slot (
// CHECK-NEXT: op associated_slot -> [[NS]]::get_associated_cancellation_slot (
// OLD-NEXT: op binder_slot -> [[NS]]::cancellation_slot_binder::get_cancellation_slot (
// NEW-NEXT: op binder_slot -> [[NS]]::cancellation_slot_binder::get_cancellation_slot, [[NS]]::basic_yield_context::get_cancellation_slot (
// CHECK-NEXT: op connected -> [[NS]]::cancellation_slot::is_connected, [[NS]]::cancellation_slot::has_handler (
// CHECK-NEXT: op on_cancel -> [[NS]]::cancellation_slot::assign, [[NS]]::cancellation_slot::emplace (
// CHECK-NEXT: op clear_slot -> [[NS]]::cancellation_slot::clear (
// CHECK-NEXT: op derive_state -> [[NS]]::cancellation_state (
// CHECK-NEXT: op clear_state -> [[NS]]::cancellation_state::clear (
// OLD-NEXT: op cancelled -> [[NS]]::cancellation_state::cancelled (
// NEW-NEXT: op cancelled -> [[NS]]::cancellation_state::cancelled, [[NS]]::basic_yield_context::cancelled (
// CHECK-NEXT: op this_state -> [[NS]]::this_coro::cancellation_state (
// CHECK-NEXT: op this_shield -> [[NS]]::this_coro::reset_cancellation_state (
// CHECK-NEXT: op this_filter -> [[NS]]::this_coro::reset_cancellation_state (
// CHECK-NEXT: op this_reset -> [[NS]]::this_coro::reset_cancellation_state (
// CHECK-NEXT: op bind -> [[NS]]::bind_cancellation_slot (
// REAL-NEXT: op cancel_after -> not resolved: [[NS]]::cancel_after
// STUB-NEXT: op cancel_after -> [[NS]]::cancel_after (
// REAL-NEXT: op cancel_at -> not resolved: [[NS]]::cancel_at
// STUB-NEXT: op cancel_at -> [[NS]]::cancel_at (
// CHECK-NEXT: op aborted -> [[NS]]::error::operation_aborted (
// CHECK-NEXT: op awaited_io -> [[NS]]::basic_stream_socket::async_read_some, [[NS]]::basic_stream_socket::async_write_some, [[NS]]::basic_stream_socket::async_receive, [[NS]]::basic_stream_socket::async_send, [[NS]]::basic_socket::async_connect, {{.*}} [[NS]]::basic_waitable_timer::async_wait, {{.*}} [[NS]]::ssl::stream::async_handshake, [[NS]]::ssl::stream::async_shutdown (
// CHECK-NEXT: op awaited_composed -> [[NS]]::async_read, [[NS]]::async_write, [[NS]]::async_connect (
// CHECK-NEXT: op awaited_delimited -> [[NS]]::async_read, [[NS]]::async_write, [[NS]]::async_connect, [[NS]]::async_read_until, [[NS]]::async_read_at, [[NS]]::async_write_at (
// CHECK-NEXT: op co_spawn -> [[NS]]::co_spawn (
// CHECK-NEXT: op spawn -> [[NS]]::spawn (
// CHECK-NEXT: op post -> [[NS]]::post, [[NS]]::dispatch, [[NS]]::defer (
// OLD-NEXT: op cancel -> [[NS]]::basic_waitable_timer::cancel, [[NS]]::basic_socket::cancel, [[NS]]::basic_socket_acceptor::cancel, [[NS]]::ip::basic_resolver::cancel, [[NS]]::basic_signal_set::cancel, [[NS]]::basic_serial_port::cancel, [[NS]]::posix::basic_descriptor::cancel (
// NEW-NEXT: op cancel -> [[NS]]::basic_waitable_timer::cancel, [[NS]]::basic_deadline_timer::cancel, [[NS]]::basic_socket::cancel, [[NS]]::basic_socket_acceptor::cancel, [[NS]]::ip::basic_resolver::cancel, [[NS]]::basic_signal_set::cancel, [[NS]]::basic_serial_port::cancel, [[NS]]::posix::basic_descriptor::cancel (
// CHECK-NEXT: op close -> [[NS]]::basic_socket::close, [[NS]]::basic_socket_acceptor::close, [[NS]]::basic_serial_port::close, [[NS]]::posix::basic_descriptor::close (
// CHECK-NEXT: op stop -> [[NS]]::io_context::stop, [[NS]]::thread_pool::stop (
// CHECK-NEXT: op pool_join -> [[NS]]::thread_pool::join (
// CHECK-NEXT: op run -> [[NS]]::io_context::run, [[NS]]::io_context::run_one (
// CHECK-NEXT: op run_for -> [[NS]]::io_context::run_for, [[NS]]::io_context::run_until, [[NS]]::io_context::run_one_for, [[NS]]::io_context::run_one_until (
// OLD-NEXT: op timer_wait -> [[NS]]::basic_waitable_timer::wait (
// NEW-NEXT: op timer_wait -> [[NS]]::basic_waitable_timer::wait, [[NS]]::basic_deadline_timer::wait (
// CHECK-NEXT: op socket_wait -> [[NS]]::basic_socket::wait, [[NS]]::basic_socket_acceptor::wait, [[NS]]::posix::basic_descriptor::wait (
// CHECK-NEXT: op connect -> [[NS]]::basic_socket::connect (
// CHECK-NEXT: op accept -> [[NS]]::basic_socket_acceptor::accept (
// CHECK-NEXT: op resolve -> [[NS]]::ip::basic_resolver::resolve (
// CHECK-NEXT: op handshake -> [[NS]]::ssl::stream::handshake (
// CHECK-NEXT: op tls_shutdown -> [[NS]]::ssl::stream::shutdown (
// CHECK-NEXT: op read_some -> [[NS]]::basic_stream_socket::read_some, [[NS]]::ssl::stream::read_some, [[NS]]::basic_serial_port::read_some, [[NS]]::posix::basic_stream_descriptor::read_some (
// CHECK-NEXT: op write_some -> [[NS]]::basic_stream_socket::write_some, [[NS]]::ssl::stream::write_some, [[NS]]::basic_serial_port::write_some, [[NS]]::posix::basic_stream_descriptor::write_some (
// CHECK-NEXT: op receive -> [[NS]]::basic_stream_socket::receive, [[NS]]::basic_datagram_socket::receive (
// CHECK-NEXT: op receive_from -> [[NS]]::basic_datagram_socket::receive_from (
// CHECK-NEXT: op send -> [[NS]]::basic_stream_socket::send, [[NS]]::basic_datagram_socket::send (
// CHECK-NEXT: op send_to -> [[NS]]::basic_datagram_socket::send_to (
// CHECK-NEXT: op read -> [[NS]]::read (
// CHECK-NEXT: op read_until -> [[NS]]::read_until (
// CHECK-NEXT: op read_at -> [[NS]]::read_at (
// CHECK-NEXT: op write -> [[NS]]::write (
// CHECK-NEXT: op write_at -> [[NS]]::write_at (
// CHECK-NEXT: op connect_any -> [[NS]]::connect (
// CHECK-NEXT: {{^ +[a-z_.]+: (not )?active}}
