// Every entry of the qt model, against the real headers of qt6-base-dev and of
// qtbase5-dev, and against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++17 -fPIC -I/usr/include/x86_64-linux-gnu/qt6 -I/usr/include/x86_64-linux-gnu/qt6/QtCore -I/usr/include/x86_64-linux-gnu/qt6/QtConcurrent > %t.6
// RUN: FileCheck %s --check-prefixes=CHECK,NEW < %t.6
// RUN: %ctx-tidy --explain-models %s -- -std=c++17 -fPIC -I/usr/include/x86_64-linux-gnu/qt5 -I/usr/include/x86_64-linux-gnu/qt5/QtCore -I/usr/include/x86_64-linux-gnu/qt5/QtConcurrent > %t.5
// RUN: FileCheck %s --check-prefixes=CHECK,OLD < %t.5
// RUN: %ctx-tidy --explain-models %s -- -std=c++17 -I%inputs/qt > %t.stub
// RUN: FileCheck %s --check-prefixes=CHECK,NEW < %t.stub
#include <QtConcurrent/QtConcurrent>
#include <QtCore/QtCore>

// CHECK: {{^}}  qt: active
// CHECK-NEXT: type thread -> QThread (
// NEW-NEXT: type promise -> QPromise (
// OLD-NEXT: type promise -> not resolved: QPromise
// CHECK-NEXT: type future -> QFuture (
// CHECK-NEXT: type watcher -> QFutureWatcherBase (
// CHECK-NEXT: type sync -> QFutureSynchronizer (
// CHECK-NEXT: type pool -> QThreadPool (
// CHECK-NEXT: type deadline -> QDeadlineTimer (
// CHECK-NEXT: type condition -> QWaitCondition (
// CHECK-NEXT: type semaphore -> QSemaphore (
// CHECK-NEXT: type event_loop -> QEventLoop (
// CHECK-NEXT: type process -> QProcess (
// CHECK-NEXT: type device -> QIODevice (
// CHECK-NEXT: op interrupt -> QThread::requestInterruption (
// CHECK-NEXT: op interrupted -> QThread::isInterruptionRequested (
// CHECK-NEXT: op current -> QThread::currentThread (
// CHECK-NEXT: op quit -> QThread::quit, QThread::exit (
// CHECK-NEXT: op terminate -> QThread::terminate (
// CHECK-NEXT: op thread_wait -> QThread::wait (
// CHECK-NEXT: op thread_create -> QThread::create (
// CHECK-NEXT: op cancel -> QFuture::cancel, QFutureWatcherBase::cancel (
// OLD-NEXT: op canceled -> QFuture::isCanceled, QFutureWatcherBase::isCanceled (
// NEW-NEXT: op canceled -> QPromise::isCanceled, QFuture::isCanceled, QFutureWatcherBase::isCanceled (
// OLD-NEXT: op on_canceled -> not resolved: onCanceled
// NEW-NEXT: op on_canceled -> QFuture::onCanceled (
// CHECK-NEXT: op run_in -> QtConcurrent::run (
// CHECK-NEXT: op run -> QtConcurrent::run (
// CHECK-NEXT: op pool_start -> QThreadPool::start, QThreadPool::tryStart (
// OLD-NEXT: op future_wait -> QFuture::waitForFinished, QFuture::result, QFuture::results, QFutureWatcherBase::waitForFinished
// NEW-NEXT: op future_wait -> QFuture::waitForFinished, QFuture::result, QFuture::takeResult, QFuture::results, QFutureWatcherBase::waitForFinished (
// CHECK-NEXT: op sync_wait -> QFutureSynchronizer::waitForFinished (
// CHECK-NEXT: op pool_wait -> QThreadPool::waitForDone (
// CHECK-NEXT: op sleep -> QThread::sleep, QThread::msleep, QThread::usleep (
// CHECK-NEXT: op cond_wait -> QWaitCondition::wait (
// CHECK-NEXT: op acquire -> QSemaphore::acquire (
// CHECK-NEXT: op exec -> QEventLoop::exec (
// CHECK-NEXT: op wait_process -> QProcess::waitForStarted, QProcess::waitForFinished (
// CHECK-NEXT: op wait_device -> QIODevice::waitForReadyRead, QIODevice::waitForBytesWritten (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
