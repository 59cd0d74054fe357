// RUN: %check %s ctx-retried-cancel %t -std=c++20 --models=%S/Inputs/codes.yaml
// Codes without a class: a number that macros name, an enumeration.
#define DB_OK 0
#define DB_BUSY 5
#define DB_INTERRUPT 9
typedef int db_rc;
namespace db {
struct Token {
  bool stopped() const;
};
db_rc step(const Token &, int row);
enum class State { Ok, Busy, Aborted };
State poll(const Token &);
} // namespace db
void pause(int);

//===-- numbers ------------------------------------------------------------===//

bool bad_macro(const db::Token &token) {
  for (int i = 0; i < 3; ++i) {
    if (db::step(token, 1) == DB_OK)
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'step' is called again after any failure, also when it was cancelled; leave the loop on 'DB_INTERRUPT' [ctx-retried-cancel]
      return true;
    pause(1);
  }
  return false;
}

bool bad_truth(const db::Token &token) {
  for (int i = 0; i < 3; ++i) {
    db_rc rc = db::step(token, 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'step' is called again after any failure, also when it was cancelled; leave the loop on 'DB_INTERRUPT' [ctx-retried-cancel]
    if (!rc)
      return true;
    pause(1);
  }
  return false;
}

bool ok_asks_for_the_code(const db::Token &token) {
  for (int i = 0; i < 3; ++i) {
    db_rc rc = db::step(token, 1);
    if (rc == DB_OK)
      return true;
    if (rc == DB_INTERRUPT)
      return false;
    pause(1);
  }
  return false;
}

bool ok_only_when_busy(const db::Token &token) {
  for (int i = 0; i < 3; ++i) {
    db_rc rc = db::step(token, 1);
    if (rc != DB_BUSY)
      return rc == DB_OK;
    pause(1);
  }
  return false;
}

bool ok_in_a_switch(const db::Token &token) {
  for (int i = 0; i < 3; ++i) {
    switch (db::step(token, 1)) {
    case DB_OK:
      return true;
    case DB_INTERRUPT:
      return false;
    default:
      pause(1);
    }
  }
  return false;
}

// Which failures are negative is not known.
bool ok_below_zero(const db::Token &token) {
  for (int i = 0; i < 3; ++i) {
    if (db::step(token, 1) >= 0)
      return true;
    pause(1);
  }
  return false;
}

//===-- an enumeration -----------------------------------------------------===//

bool bad_enumeration(const db::Token &token) {
  for (int i = 0; i < 3; ++i) {
    if (db::poll(token) == db::State::Ok)
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'poll' is called again after any failure, also when it was cancelled; leave the loop on 'db::State::Aborted' [ctx-retried-cancel]
      return true;
    pause(1);
  }
  return false;
}

bool ok_enumeration(const db::Token &token) {
  for (int i = 0; i < 3; ++i) {
    db::State state = db::poll(token);
    if (state == db::State::Aborted)
      return false;
    if (state == db::State::Ok)
      return true;
    pause(1);
  }
  return false;
}
