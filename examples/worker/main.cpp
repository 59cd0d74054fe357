// A thumbnail service: pictures come in through a queue, a worker scales them
// and uploads the result.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <iostream>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

struct Picture {
  std::string name;
  int width = 0;
};

/// Pictures on their way to the worker.
class Queue {
public:
  void push(Picture picture) {
    {
      std::lock_guard lock(mutex_);
      pictures_.push_back(std::move(picture));
    }
    changed_.notify_one();
  }

  /// The next picture; none once a stop was requested.
  std::optional<Picture> pop(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [this] { return !pictures_.empty(); }))
      return std::nullopt;
    Picture picture = std::move(pictures_.front());
    pictures_.pop_front();
    changed_.notify_all();
    return picture;
  }

  void wait_until_empty() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return pictures_.empty(); });
  }

private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Picture> pictures_;
};

/// Sends a picture block by block; gives up when asked to.
bool upload(const Picture &picture, std::stop_token stop) {
  for (int block = 0; block != 16; ++block) {
    if (stop.stop_requested())
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  std::cout << "uploaded " << picture.name << " at " << picture.width << "\n";
  return true;
}

/// Halves a picture until it fits, and uploads it.
bool scale(Picture picture, std::stop_token stop) {
  while (picture.width > 640) {
    if (stop.stop_requested())
      return false;
    picture.width /= 2;
  }
  return upload(picture, std::stop_token{});
}

void work(Queue &queue, std::stop_token stop) {
  while (auto picture = queue.pop(stop))
    if (!scale(*picture, stop))
      return;
}

/// Scales a batch. False if a picture cannot be scaled.
bool run_batch(const std::vector<Picture> &batch) {
  Queue queue;
  std::stop_source stop;
  std::thread worker(work, std::ref(queue), stop.get_token());
  for (const Picture &picture : batch) {
    if (picture.width <= 0) {
      std::cerr << picture.name << " has no width\n";
      worker.join();
      return false;
    }
    queue.push(picture);
  }
  queue.wait_until_empty();
  stop.request_stop();
  worker.join();
  return true;
}

int main() {
  bool good = run_batch({{"cat.png", 4000}, {"dog.png", 1200}});
  return good ? 0 : 1;
}
