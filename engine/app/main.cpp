// sprue: from the drawing of a metal pin to its mould, its casting and its faults.
#include "engine/app/command_line.h"

int main(int argc, char** argv) { return sprue::run_command_line(argc, argv); }
