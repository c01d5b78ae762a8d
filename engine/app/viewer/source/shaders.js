// One material for every surface: flat light from the camera, fields sampled in the cells just below the surface, cut by a plane. Where the plane has cut, a cap closes the
// solid: counted in the stencil (back faces less front faces), so that its outline is as exact as the surface.

export const vertexShader = `
out vec3 place;
out vec3 world;
void main() {
  place = position;
  world = (modelMatrix * vec4(position, 1.0)).xyz;
  gl_Position = projectionMatrix * viewMatrix * vec4(world, 1.0);
}`;

const sampling = `
precision highp usampler3D;
uniform usampler3D blocks, values, arrivals;
uniform vec3 origin, size;
uniform float cell;
uniform int side;
uniform sampler2D colours;
uniform vec2 shown;       // steps of the field at the ends of the colours
uniform float until;      // steps of the arrival; below 0: all
uniform bool coloured, timed;

bool fetch(usampler3D field, ivec3 c, out float q) {
  if (any(lessThan(c, ivec3(0))) || any(greaterThanEqual(c, ivec3(size)))) return false;
  uint number = texelFetch(blocks, c >> 3, 0).r;
  if (number == 0u) return false;
  int n = int(number) - 1;
  uint v = texelFetch(field, ivec3(n % side, (n / side) % side, n / (side * side)) * 8 + (c & 7), 0).r;
  q = float(v);
  return v != 65535u;
}

// Linear among those of the eight cells around that have a value; -1 where none has.
float sampled(usampler3D field, vec3 p) {
  vec3 g = (p - origin) / cell - 0.5;
  ivec3 low = ivec3(floor(g));
  vec3 f = g - vec3(low);
  float sum = 0.0, weight = 0.0;
  for (int n = 0; n < 8; ++n) {
    ivec3 o = ivec3(n & 1, (n >> 1) & 1, n >> 2);
    vec3 w = mix(1.0 - f, f, vec3(o));
    float q = 0.0, share = w.x * w.y * w.z;
    if (share > 1e-4 && fetch(field, low + o, q)) sum += share * q, weight += share;
  }
  return weight > 1e-3 ? sum / weight : -1.0;
}

vec3 metalColour(vec3 p, vec3 plain) {
  if (!coloured) return plain;
  float q = sampled(values, p);
  if (q < 0.0) return plain;
  return texture(colours, vec2(clamp((q - shown.x) / max(shown.y - shown.x, 1e-6), 0.0, 1.0), 0.5)).rgb;
}

bool arrived(vec3 p) {
  float a = sampled(arrivals, p);
  return a >= 0.0 && (until < 0.0 || a <= until);
}
`;

export const surfaceShader = `
${sampling}
in vec3 place;
in vec3 world;
out vec4 colour;
uniform vec4 plane;       // kept: dot(world, plane.xyz) < plane.w
uniform vec3 plain, inside;
uniform float opacity;
uniform bool metal;
void main() {
  if (dot(world, plane.xyz) > plane.w) discard;
  vec3 normal = normalize(cross(dFdx(world), dFdy(world)));
  vec3 eye = normalize(cameraPosition - world);
  bool front = gl_FrontFacing;
  if (!front) {
    if (metal && timed && !arrived(place)) discard;
    colour = vec4(inside, opacity);
    return;
  }
  vec3 base = plain;
  if (metal) {
    vec3 p = place - 0.5 * cell * normal * sign(dot(normal, eye));
    bool there = !timed || arrived(p);
    if (!there && until >= 0.0) discard;
    base = there ? metalColour(p, plain) : vec3(0.76, 0.16, 0.18);
  }
  float light = 0.42 + 0.58 * abs(dot(normal, normalize(eye + vec3(0.15, 0.1, 0.35))));
  colour = vec4(base * light, opacity);
}`;

/** Nothing but the count of faces in front of the cap. */
export const countShader = `
in vec3 place;
in vec3 world;
out vec4 colour;
uniform vec4 plane;
void main() {
  if (dot(world, plane.xyz) > plane.w) discard;
  colour = vec4(0.0);
}`;

export const capShader = `
${sampling}
in vec3 place;
in vec3 world;
out vec4 colour;
uniform vec3 plain;
uniform bool metal;
uniform float opacity;
void main() {
  vec3 base = 0.8 * plain;
  if (metal) {
    bool there = !timed || arrived(world);
    if (!there && until >= 0.0) discard;
    base = there ? metalColour(world, plain) : vec3(0.76, 0.16, 0.18);
  }
  colour = vec4(base, opacity);
}`;
