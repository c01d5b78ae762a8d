// The tool in three dimensions: surfaces that open, a cut, the metal through time, flights of the camera. Draws when something has changed.
import {
  AlwaysStencilFunc, BackSide, BufferAttribute, BufferGeometry, Box3, Color, ColorManagement, DataTexture, DecrementWrapStencilOp, DoubleSide, FrontSide, GLSL3, Group,
  IncrementWrapStencilOp, LinearFilter, Mesh, NotEqualStencilFunc, PerspectiveCamera, PlaneGeometry, RGBAFormat, Raycaster, ReplaceStencilOp, Scene, ShaderMaterial, Vector2, Vector3,
  Vector4, WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import { arrayOf } from './arrays.js';
import { capShader, countShader, surfaceShader, vertexShader } from './shaders.js';

ColorManagement.enabled = false;   // colours are those of the page
const keepAll = new Vector4(0, 0, 0, 1);
const calm = matchMedia('(prefers-reduced-motion: reduce)');

function geometryOf(surface, buffer) {
  const corners = arrayOf(buffer, surface.corners), places = new Float32Array(corners.length);
  for (let n = 0; n < corners.length; ++n) places[n] = surface.low_mm[n % 3] + surface.step_mm * corners[n];
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(places, 3));
  geometry.setIndex(new BufferAttribute(arrayOf(buffer, surface.triangles), 1));
  return geometry;
}

function colourTexture(rgb) {
  const rgba = new Uint8Array(256 * 4).fill(255);
  for (let n = 0; n < 256; ++n) rgba.set(rgb.subarray(3 * n, 3 * n + 3), 4 * n);
  const texture = new DataTexture(rgba, 256, 1, RGBAFormat);
  texture.minFilter = texture.magFilter = LinearFilter;
  texture.needsUpdate = true;
  return texture;
}

export class Stage {
  constructor(canvas, head, buffer, voxels) {
    this.canvas = canvas;
    this.voxels = voxels;
    this.renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true, stencil: true });
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.scene = new Scene();
    this.camera = new PerspectiveCamera(32, 1, 0.1, 5000);
    this.camera.up.set(0, 0, 1);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.addEventListener('change', () => this.draw());
    this.tables = new Map(Object.entries(head.colours).map(([name, entry]) => [name, colourTexture(arrayOf(buffer, entry))]));
    this.uniforms = this.#sharedUniforms();
    this.parts = head.surfaces.map((surface, n) => this.#part(surface, buffer, n));
    this.box = new Box3();
    for (const part of this.parts) this.box.union(part.geometry.boundingBox);
    this.metal = this.parts.find((part) => part.metal);
    this.home = (this.metal ?? this.parts[0]).geometry.boundingBox;
    this.cut = { axis: -1, at: 0 };
    this.drawn = [];   // called after each picture
    new ResizeObserver(() => this.#fit()).observe(canvas.parentElement);
    this.#fit();
    this.reset();
  }

  // What every surface samples; textures are none where there are no cells.
  #sharedUniforms() {
    const v = this.voxels, cells = v?.texture('cells') ?? null, timed = Boolean(v?.fields.has('arrival'));
    return {
      blocks: { value: v?.blockTexture ?? null }, values: { value: cells }, arrivals: { value: timed ? v.texture('arrival') : cells }, origin: { value: new Vector3(...(v?.origin ?? [0, 0, 0])) },
      size: { value: new Vector3(...(v?.size ?? [0, 0, 0])) }, cell: { value: v?.cell ?? 1 }, side: { value: v?.side ?? 1 }, colours: { value: this.tables.get('viridis') },
      shown: { value: new Vector2(0, 1) }, until: { value: -1 }, coloured: { value: false }, timed: { value: timed }, plane: { value: keepAll.clone() },
    };
  }

  #material(fragmentShader, own, more) {
    return new ShaderMaterial({ glslVersion: GLSL3, vertexShader, fragmentShader, uniforms: { ...this.uniforms, ...own }, ...more });
  }

  #part(surface, buffer, number) {
    const metal = surface.kind === 'metal', geometry = geometryOf(surface, buffer), plain = new Color(surface.colour);
    geometry.computeBoundingBox();
    const own = { plain: { value: plain }, inside: { value: plain.clone().multiplyScalar(0.55) }, opacity: { value: 1 }, metal: { value: metal && Boolean(this.voxels) } };
    // the mould gives way where both lie in one place; the metal alone is seen from inside, where it has not yet arrived
    const mesh = new Mesh(geometry, this.#material(surfaceShader, own, metal ? { side: DoubleSide } : { side: FrontSide, polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 }));
    const group = new Group().add(mesh);
    group.visible = surface.name !== 'upper half';
    this.scene.add(group);
    const part = { name: surface.name, metal, geometry, mesh, group, own, away: surface.name === 'upper half' ? 1 : surface.name === 'lower half' ? -1 : 0, step: surface.step_mm };
    this.#addCap(part, 10 * (number + 1));
    return part;
  }

  // Faces in front of the cut are counted, then the cap is drawn where the count is not 0 and sets it back.
  #addCap(part, order) {
    for (const [side, op] of [[BackSide, IncrementWrapStencilOp], [FrontSide, DecrementWrapStencilOp]]) {
      const count = new Mesh(part.geometry, this.#material(countShader, {}, {
        side, colorWrite: false, depthWrite: false, depthTest: false, stencilWrite: true, stencilFunc: AlwaysStencilFunc, stencilFail: op, stencilZFail: op, stencilZPass: op,
      }));
      count.renderOrder = order;
      count.visible = false;
      count.raycast = () => {};
      part.group.add(count);
      (part.counts ??= []).push(count);
    }
    part.cap = new Mesh(new PlaneGeometry(1, 1), this.#material(capShader, part.own, {
      side: DoubleSide, stencilWrite: true, stencilRef: 0, stencilFunc: NotEqualStencilFunc, stencilFail: ReplaceStencilOp, stencilZFail: ReplaceStencilOp, stencilZPass: ReplaceStencilOp,
    }));
    part.cap.renderOrder = order + 1;
    part.cap.visible = false;
    part.cap.onAfterRender = (renderer) => renderer.clearStencil();
    this.scene.add(part.cap);
    part.mesh.renderOrder = order + 2;
  }

  #fit() {
    const { clientWidth: width, clientHeight: height } = this.canvas.parentElement;
    if (width === 0 || height === 0) return;
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  draw() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => this.drawNow());
  }

  drawNow() {
    this.asked = false;
    this.renderer.render(this.scene, this.camera);
    for (const call of this.drawn) call();
  }

  /** Camera above the metal, seen from the front right. */
  reset() {
    const centre = this.home.getCenter(new Vector3()), size = this.home.getSize(new Vector3());
    this.#look(centre, 1.9 * Math.max(size.x, size.y, size.z), 0.62, -1.2);
  }

  #look(target, distance, height, azimuth) {
    const flat = Math.cos(height);
    this.controls.target.copy(target);
    this.camera.position.copy(target).add(new Vector3(flat * Math.cos(azimuth), flat * Math.sin(azimuth), Math.sin(height)).multiplyScalar(distance));
    this.controls.update();
    this.draw();
  }

  turn(azimuth, height) {
    const arm = this.camera.position.clone().sub(this.controls.target), distance = arm.length();
    const up = Math.asin(arm.z / distance) + height;
    this.#look(this.controls.target.clone(), distance, Math.max(-1.5, Math.min(1.5, up)), Math.atan2(arm.y, arm.x) + azimuth);
  }

  zoom(factor) {
    this.camera.position.sub(this.controls.target).multiplyScalar(factor).add(this.controls.target);
    this.controls.update();
    this.draw();
  }

  /** The camera comes to look at a place (mm) from above. */
  flyTo(place, sizeMillimetres) {
    const target = new Vector3(...place);
    this.#fly(target, new Vector3(0.25, -0.75, 0.9).setLength(Math.max(9, 6 * sizeMillimetres)).add(target));
  }

  // In half a second; at once where motion is not wanted.
  #fly(target, to) {
    const from = this.camera.position.clone(), fromTarget = this.controls.target.clone(), start = performance.now(), lasts = calm.matches ? 0 : 500;
    this.flight = start;
    const step = (now) => {
      if (this.flight !== start) return;
      const t = lasts ? Math.min(1, Math.max(0, now - start) / lasts) : 1, s = t * t * (3 - 2 * t);
      this.camera.position.lerpVectors(from, to, s);
      this.controls.target.lerpVectors(fromTarget, target, s);
      this.controls.update();
      this.drawNow();
      if (t < 1) requestAnimationFrame(step);
    };
    step(start);
  }

  show(name, visible) {
    const part = this.parts.find((one) => one.name === name);
    if (!part) return;
    part.group.visible = visible;
    part.cap.visible = visible && this.cut.axis >= 0;
    this.draw();
  }

  /** 0 closed .. 1: halves apart by the tool's height. */
  explode(share) {
    const height = 0.8 * (this.box.max.z - this.box.min.z);
    for (const part of this.parts) part.group.position.z = part.away * share * height;
    this.draw();
  }

  /** The camera goes where it sees all that is shown. */
  fit() {
    const all = new Box3();
    for (const part of this.parts) if (part.group.visible) all.union(new Box3().setFromObject(part.mesh));
    const centre = all.getCenter(new Vector3());
    this.#fly(centre, this.camera.position.clone().sub(this.controls.target).setLength(0.55 * all.getSize(new Vector3()).length() / Math.tan((0.5 * Math.PI * this.camera.fov) / 180)).add(centre));
  }

  seeThrough(opacity) {
    for (const part of this.parts) {
      if (part.metal) continue;
      part.own.opacity.value = opacity;
      for (const { material } of [part.mesh, part.cap]) {
        material.transparent = opacity < 1;
        material.depthWrite = opacity >= 1;
      }
    }
    this.draw();
  }

  /** Colours the metal by a field; '' for plain metal. */
  colourBy(key) {
    const u = this.uniforms, field = this.voxels?.fields.get(key);
    u.coloured.value = Boolean(field);
    if (field) {
      u.values.value = this.voxels.texture(key);
      u.shown.value.set(this.voxels.steps(key, field.shown[0]), this.voxels.steps(key, field.shown[1]));
      u.colours.value = this.tables.get(field.colours);
    }
    this.draw();
  }

  /** The metal that has arrived by `seconds`; Infinity for all. */
  until(seconds) {
    this.uniforms.until.value = Number.isFinite(seconds) ? Math.max(0, this.voxels.steps('arrival', seconds)) : -1;
    this.draw();
  }

  /** Cuts at `share` of the metal's box along axis 0, 1, 2 (-1: no cut); `flipped` keeps the other side. */
  cutAt(axis, share, flipped) {
    const plane = this.uniforms.plane.value.copy(keepAll), normal = new Vector3();
    this.cut = { axis, at: 0 };
    if (axis >= 0) {
      const at = this.home.min.getComponent(axis) + share * (this.home.max.getComponent(axis) - this.home.min.getComponent(axis));
      normal.setComponent(axis, flipped ? -1 : 1);
      plane.set(normal.x, normal.y, normal.z, flipped ? -at : at);
      this.cut.at = at;
    }
    for (const part of this.parts) this.#placeCap(part, normal);
    this.draw();
  }

  /** The camera comes to face the cut, somewhat from above and from the side. */
  faceCut(flipped) {
    if (this.cut.axis < 0) return;
    const target = this.home.getCenter(new Vector3()).setComponent(this.cut.axis, this.cut.at), size = this.home.getSize(new Vector3());
    const arm = new Vector3(0.12, -0.12, 0.35).setComponent(this.cut.axis, flipped ? -1 : 1);
    this.#fly(target, arm.setLength(1.9 * Math.max(size.x, size.y, size.z)).add(target));
  }

  #placeCap(part, normal) {
    const cut = this.cut.axis >= 0;
    for (const count of part.counts) count.visible = cut;
    part.cap.visible = cut && part.group.visible;
    if (!cut) return;
    part.cap.scale.setScalar(3 * this.box.getSize(new Vector3()).length());
    part.cap.position.copy(this.box.getCenter(new Vector3())).setComponent(this.cut.axis, this.cut.at);
    part.cap.lookAt(part.cap.position.clone().add(normal));
  }

  /** What is under a point of the canvas (in its own pixels): {place, normal, part}, in the tool's frame; null. */
  under(x, y) {
    const ray = new Raycaster();
    ray.setFromCamera(new Vector2((2 * x) / this.canvas.clientWidth - 1, 1 - (2 * y) / this.canvas.clientHeight), this.camera);
    const hits = this.#cutHit(ray);
    for (const part of this.parts) {
      if (!part.group.visible) continue;
      for (const hit of ray.intersectObject(part.mesh)) {
        const away = part.group.position.z, normal = hit.face.normal.clone();
        if (this.#isCut(hit.point) || normal.dot(ray.ray.direction) > 0) continue;
        hits.push({ distance: hit.distance, place: hit.point.clone().setZ(hit.point.z - away), normal, part });
      }
    }
    hits.sort((a, b) => a.distance - b.distance);
    return hits.find((hit) => !hit.part.metal || this.#isThere(hit)) ?? null;
  }

  #isCut(point) {
    const p = this.uniforms.plane.value;
    return point.x * p.x + point.y * p.y + point.z * p.z > p.w;
  }

  // On the cut itself only metal is told: by its cells.
  #cutHit(ray) {
    if (this.cut.axis < 0 || !this.metal?.cap.visible || !this.voxels) return [];
    return ray.intersectObject(this.metal.cap).map((hit) => ({ distance: hit.distance, place: hit.point, normal: new Vector3(), part: this.metal })).filter((hit) => this.voxels.cellAt(hit.place.toArray()) >= 0);
  }

  #isThere(hit) {
    const until = this.uniforms.until.value;
    if (!this.voxels || until < 0) return true;
    const arrival = this.voxels.value('arrival', this.cellUnder(hit));
    return Number.isFinite(arrival) && this.voxels.steps('arrival', arrival) <= until;
  }

  /** The cell just below what was hit: half a cell inwards, or the nearest one with metal around it; -1. */
  cellUnder(hit) {
    const v = this.voxels;
    if (!v || !hit.part.metal) return -1;
    for (const inwards of [0.5, 0.25, 0.05, 1]) {
      const cell = v.cellAt(hit.place.clone().addScaledVector(hit.normal, -inwards * v.cell).toArray());
      if (cell >= 0) return cell;
    }
    return -1;
  }

  /** Pixels of a place in the tool's frame; null behind the camera. */
  pixel(place) {
    const p = new Vector3(...place).project(this.camera);
    if (p.z > 1) return null;
    return [(0.5 + 0.5 * p.x) * this.canvas.clientWidth, (0.5 - 0.5 * p.y) * this.canvas.clientHeight];
  }

  picture() {
    this.drawNow();
    return new Promise((done) => this.canvas.toBlob(done, 'image/png'));
  }
}
