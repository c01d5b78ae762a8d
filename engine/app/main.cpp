// sprue: from the drawing of a metal pin to its mould, its casting and its faults.
#include "engine/app/command_line.h"
#include "engine/core/work_space.h"

int main(int argc, char** argv) {
  sprue::keep_work_space();
  return sprue::run_command_line(argc, argv);
}
