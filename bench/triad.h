/// STREAM triad a = b + s c of this machine in this run: the yardstick for every kernel (ratios travel
/// between machines, times do not).
#pragma once

namespace sprue::bench {

/// Bytes per second of the triad with `threads` threads, 24 bytes an element as STREAM counts, best of several passes over arrays much
/// larger than the caches; of CPU time for one thread, of wall time for more. Measured once per thread number, then remembered.
double triad_bandwidth(int threads);

/// The same, measured anew: to be taken between the repeats of what is compared with it, on a machine where others work too.
/// wall: by wall time also for one thread, where the gain of a second one is looked at.
double measured_triad(int threads, bool wall = false);

}  // namespace sprue::bench
