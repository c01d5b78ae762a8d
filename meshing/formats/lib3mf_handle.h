/// What lib3mf gives, given back at the end. For files of this folder that talk to lib3mf.
#pragma once

namespace sprue {

void release_to_lib3mf(void** object);

/// An object of lib3mf, given back at the end.
template <class T>
class Handle {
 public:
  Handle() = default;
  ~Handle() { if (object_) release_to_lib3mf(object_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  T** out() { return &object_; }
  operator T*() const { return object_; }

 private:
  T* object_ = nullptr;
};

}  // namespace sprue
