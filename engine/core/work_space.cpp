#include "engine/core/work_space.h"

#include <malloc.h>
#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace sprue {

void keep_work_space() {
  mallopt(M_MMAP_THRESHOLD, 256 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
}

namespace {

constexpr std::size_t cache_line = 64;         // of the processors meant, and of the widest vector register
constexpr std::size_t large_page = 2u << 20;
constexpr std::size_t array = 4096;            // bytes: from one block of doubles on
constexpr std::size_t large_array = 8u << 20;   // of which a page may be lost

std::size_t rounded_up(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

void* allocated(std::size_t bytes) noexcept {
  if (bytes < array) return std::malloc(bytes > 0 ? bytes : 1);
  if (bytes < large_array) return std::aligned_alloc(cache_line, rounded_up(bytes, cache_line));
  void* memory = std::aligned_alloc(large_page, rounded_up(bytes, large_page));
  if (memory != nullptr) madvise(memory, bytes, MADV_HUGEPAGE);   // refused: small pages
  return memory;
}

}  // namespace

}  // namespace sprue

#ifndef __SANITIZE_ADDRESS__
// Arrays begin on a cache line, so that a row of eight cells never straddles two; those of many MB lie in large pages, so that a pass over
// many arrays at once does not wait for addresses.
void* operator new(std::size_t bytes) {
  void* memory = sprue::allocated(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif
