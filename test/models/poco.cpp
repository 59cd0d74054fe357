// Every entry of the poco model, against the real headers of libpoco-dev and
// against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 > %t
// RUN: FileCheck %s < %t
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -DSTUB -I%inputs/poco > %t.stub
// RUN: FileCheck %s < %t.stub
#ifdef STUB
#include <Poco/all.h>
#else
#include <Poco/Activity.h>
#include <Poco/Condition.h>
#include <Poco/Event.h>
#include <Poco/Semaphore.h>
#include <Poco/TaskManager.h>
#include <Poco/Thread.h>
#include <Poco/ThreadPool.h>
#endif

// CHECK: {{^}}  poco: active
// CHECK-NEXT: type task -> Poco::Task (
// CHECK-NEXT: type manager -> Poco::TaskManager (
// CHECK-NEXT: type activity -> Poco::Activity (
// CHECK-NEXT: type thread -> Poco::Thread (
// CHECK-NEXT: type pool -> Poco::ThreadPool (
// CHECK-NEXT: type event -> Poco::Event (
// CHECK-NEXT: type condition -> Poco::Condition (
// CHECK-NEXT: type semaphore -> Poco::Semaphore (
// CHECK-NEXT: op task_cancel -> Poco::Task::cancel (
// CHECK-NEXT: op task_cancelled -> Poco::Task::isCancelled (
// CHECK-NEXT: op task_sleep -> Poco::Task::sleep (
// CHECK-NEXT: op manager_start -> Poco::TaskManager::start (
// CHECK-NEXT: op cancel_all -> Poco::TaskManager::cancelAll (
// CHECK-NEXT: op join_all -> Poco::TaskManager::joinAll (
// CHECK-NEXT: op activity_start -> Poco::Activity::start (
// CHECK-NEXT: op activity_stop -> Poco::Activity::stop (
// CHECK-NEXT: op activity_stopped -> Poco::Activity::isStopped (
// CHECK-NEXT: op activity_wait -> Poco::Activity::wait (
// CHECK-NEXT: op thread_start -> Poco::Thread::start, Poco::Thread::startFunc (
// CHECK-NEXT: op thread_join -> Poco::Thread::join (
// CHECK-NEXT: op pool_start -> Poco::ThreadPool::start, Poco::ThreadPool::startWithPriority (
// CHECK-NEXT: op pool_join -> Poco::ThreadPool::joinAll, Poco::ThreadPool::stopAll (
// CHECK-NEXT: op thread_sleep -> Poco::Thread::sleep (
// CHECK-NEXT: op wait -> Poco::Event::wait, Poco::Semaphore::wait (
// CHECK-NEXT: op condition_wait -> Poco::Condition::wait (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
