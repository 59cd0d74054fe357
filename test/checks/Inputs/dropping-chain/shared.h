#ifndef SHARED_H
#define SHARED_H
#include <stop_token>

int load(int id, std::stop_token st);
int middle();
int end();
int checks_flag();
int calls_its_own();
int audit();

inline int in_header() { return end(); }
inline int differs() {
#ifdef DIFFERENT
  return end();
#else
  return 0;
#endif
}
#endif
