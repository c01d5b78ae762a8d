// sprue: from the drawing of a metal pin to its mould, its casting and its faults.
#include <malloc.h>

#include "engine/app/command_line.h"

int main(int argc, char** argv) {
  // Work space of a few MB comes and goes in every step: kept by the process instead of mapped and cleared anew.
  mallopt(M_MMAP_THRESHOLD, 256 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  return sprue::run_command_line(argc, argv);
}
