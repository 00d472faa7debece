import {
  DataTexture,
  DynamicDrawUsage,
  InstancedBufferAttribute,
  type InstancedBufferGeometry,
  LinearFilter,
  Mesh,
  type Object3D,
  PlaneGeometry,
  RedFormat,
  ShaderMaterial,
} from "three";
import { type Actor, isMobile } from "../actor.ts";
import type { Build } from "../build.ts";
import { instanced } from "../shapes.ts";
import { bakeShadow, shadowFieldOf, TILE } from "./shadow-tile.ts";

/** Tiles along each side of the texture. */
const TILES = 16;
/** The last tiles are kept for shadows that fall straight down, which every asset of a build can use. */
const FOR_ANY_YAW = 48;
/** How dark the floor gets where no light reaches it, by day and in the dark theme. */
const DARKNESS = { day: 0.62, night: 0.72 } as const;

const VERTEX = /* glsl */ `
attribute vec4 iPlace;
attribute vec3 iSize;
varying vec2 vUv;
varying float vStrength;
void main() {
  float tile = iPlace.w;
  vec2 inTile = (position.xy + 0.5) * ${(TILE - 1).toFixed(1)} + 0.5;
  vUv = (vec2(mod(tile, ${TILES}.0), floor(tile / ${TILES}.0)) * ${TILE}.0 + inTile) / ${TILE * TILES}.0;
  vStrength = iSize.z;
  vec2 metres = iSize.xy * position.xy;
  vec2 turn = vec2(cos(iPlace.z), sin(iPlace.z));
  vec2 place = iPlace.xy + vec2(metres.x * turn.x - metres.y * turn.y, metres.x * turn.y + metres.y * turn.x);
  gl_Position = projectionMatrix * modelViewMatrix * vec4(place, 0.0, 1.0);
}`;

const FRAGMENT = /* glsl */ `
uniform sampler2D tiles;
uniform float darkness;
varying vec2 vUv;
varying float vStrength;
void main() {
  float alpha = texture2D(tiles, vUv).r * vStrength * darkness;
  if (alpha < 0.004) discard;
  gl_FragColor = vec4(0.03, 0.04, 0.05, alpha);
}`;

/** Soft shadows of all assets on the floor, baked by kind, size and direction: one draw call. */
export class FloorShadows {
  readonly #actors: readonly Actor[];
  readonly #mesh: Mesh;
  readonly #texture: DataTexture;
  readonly #pixels = new Uint8Array((TILE * TILES) ** 2);
  readonly #places: InstancedBufferAttribute;
  readonly #sizes: InstancedBufferAttribute;
  readonly #darkness: { value: number } = { value: DARKNESS.day };
  readonly #tiles = new Map<string, number>();
  readonly #ids = new Map<Build, number>();
  readonly #waiting: { readonly build: Build; readonly yaw: number | undefined; readonly tile: number }[] = [];
  #byYaw = 0;
  #anyYaw = TILES * TILES - FOR_ANY_YAW;

  constructor(actors: readonly Actor[]) {
    this.#actors = actors;
    this.#texture = new DataTexture(this.#pixels, TILE * TILES, TILE * TILES, RedFormat);
    this.#texture.minFilter = LinearFilter;
    this.#texture.magFilter = LinearFilter;
    this.#places = new InstancedBufferAttribute(new Float32Array(actors.length * 4), 4);
    this.#sizes = new InstancedBufferAttribute(new Float32Array(actors.length * 3), 3);
    const geometry: InstancedBufferGeometry = instanced(new PlaneGeometry(1, 1));
    for (const [name, column] of [["iPlace", this.#places] as const, ["iSize", this.#sizes] as const]) {
      column.setUsage(DynamicDrawUsage);
      geometry.setAttribute(name, column);
    }
    geometry.instanceCount = actors.length;
    this.#mesh = new Mesh(
      geometry,
      new ShaderMaterial({
        vertexShader: VERTEX,
        fragmentShader: FRAGMENT,
        uniforms: { tiles: { value: this.#texture }, darkness: this.#darkness },
        transparent: true,
        depthWrite: false,
        depthTest: false,
      }),
    );
    this.#mesh.frustumCulled = false;
    this.#mesh.renderOrder = 4;
    for (let i = 0; i < actors.length; i++) this.place(i);
  }

  addTo(parent: Object3D): void {
    parent.add(this.#mesh);
  }

  setNight(isNight: boolean): void {
    this.#darkness.value = isNight ? DARKNESS.night : DARKNESS.day;
  }

  /** Moves a shadow with its asset; an old place throws half a shadow. */
  place(index: number, isStale = false): void {
    const { build, at, asset } = this.#actors[index] as Actor;
    const yaw = isMobile(asset) ? undefined : at.yaw;
    const tile = this.#tileOf(build, yaw);
    const { halfLength, halfWidth } = shadowFieldOf(build);
    (this.#places.array as Float32Array).set([at.x, at.y, at.yaw, tile ?? 0], index * 4);
    (this.#sizes.array as Float32Array).set(
      tile === undefined ? [0, 0, 0] : [2 * halfLength, 2 * halfWidth, isStale ? 0.5 : 1],
      index * 3,
    );
    this.#places.needsUpdate = true;
    this.#sizes.needsUpdate = true;
  }

  /** Bakes for some milliseconds; true when there was something to do. */
  work(forMs: number): boolean {
    if (this.#waiting.length === 0) return false;
    const end = performance.now() + forMs;
    do {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      const baked = bakeShadow(next.build, next.yaw);
      const [column, row] = [(next.tile % TILES) * TILE, Math.floor(next.tile / TILES) * TILE];
      for (let y = 0; y < TILE; y++)
        this.#pixels.set(baked.subarray(y * TILE, (y + 1) * TILE), (row + y) * TILE * TILES + column);
    } while (performance.now() < end);
    this.#texture.needsUpdate = true;
    return true;
  }

  dispose(): void {
    this.#mesh.removeFromParent();
    this.#mesh.geometry.dispose();
    this.#texture.dispose();
  }

  /** The tile of a build that faces `yaw`; undefined when all are taken. */
  #tileOf(build: Build, yaw: number | undefined): number | undefined {
    let id = this.#ids.get(build);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(build, id);
    }
    const degrees = yaw === undefined ? undefined : ((Math.round((yaw * 180) / Math.PI) % 360) + 360) % 360;
    const key = `${id}|${degrees ?? ""}`;
    const known = this.#tiles.get(key);
    if (known !== undefined) return known;
    const isFull = yaw === undefined ? this.#anyYaw >= TILES * TILES : this.#byYaw >= TILES * TILES - FOR_ANY_YAW;
    if (isFull) return yaw === undefined ? undefined : this.#tileOf(build, undefined);
    const tile = yaw === undefined ? this.#anyYaw++ : this.#byYaw++;
    this.#tiles.set(key, tile);
    this.#waiting.push({ build, yaw, tile });
    return tile;
  }
}
