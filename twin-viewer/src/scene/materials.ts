/** The page's few GPU programs. Few, because software GL compiles each on first use (0.1 to 0.4 s). */
import { Color, DoubleSide, ShaderMaterial, Vector2, Vector3 } from "three";
import { TONES } from "./build.ts";
import { STATES } from "./tone-palette.ts";

/** Opacity of stale assets, in any look; GLSL needs the decimal point. */
export const STALE_ALPHA = "0.45";

/** Where the hall's light comes from, plant axes. */
export const LIGHT = new Vector3(-0.42, -0.3, 0.86).normalize();

/** Faces are pushed back a little, so that the edges on their rims win the depth test. */
export const BEHIND_EDGES = { polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 } as const;

/** Shared by all programs, so that one write reaches all. */
export const shared = {
  /** Drawing buffer, pixels. */
  resolution: { value: new Vector2(1, 1) },
  edgeColor: { value: new Color() },
  /** Brightness of the side away from the light, and the part that the light adds. */
  shading: { value: new Vector2(0.72, 0.28) },
  /** 1 or 0 with the 1 Hz blink of unacknowledged alarms. */
  blink: { value: 1 },
  pixelRatio: { value: 1 },
  /** Metres that one pixel spans. */
  bias: { value: 0.1 },
  /** Colours by state and tone (`tone-palette.ts`). */
  tones: { value: Array.from({ length: STATES.length * TONES.length }, () => new Color()) },
};

/** One copy's transform from its three rows, and its look: palette entry, stale, hatched. */
export const INSTANCE = /* glsl */ `
attribute vec4 iRow0;
attribute vec4 iRow1;
attribute vec4 iRow2;
attribute vec4 iLook;
mat4 instanceMatrixOf() {
  return mat4(
    iRow0.x, iRow1.x, iRow2.x, 0.0,
    iRow0.y, iRow1.y, iRow2.y, 0.0,
    iRow0.z, iRow1.z, iRow2.z, 0.0,
    iRow0.w, iRow1.w, iRow2.w, 1.0);
}`;

const BODY_VERTEX = /* glsl */ `
${INSTANCE}
uniform vec3 tones[${STATES.length * TONES.length}];
varying vec3 vNormal;
varying vec4 vColor;
varying float vHeight;
varying float vHatch;
void main() {
  mat4 iMatrix = instanceMatrixOf();
  vec4 plant = iMatrix * vec4(position, 1.0);
  // Solids are scaled unevenly: normals need the inverse scale.
  vec3 scale2 = vec3(
  dot(iMatrix[0].xyz, iMatrix[0].xyz),
  dot(iMatrix[1].xyz, iMatrix[1].xyz),
  dot(iMatrix[2].xyz, iMatrix[2].xyz)
);
  vNormal = normalize(mat3(iMatrix) * (normal / max(scale2, vec3(1e-8))));
  vColor = vec4(tones[int(iLook.x + 0.5)], iLook.y > 0.5 ? ${STALE_ALPHA} : 1.0);
  vHatch = iLook.z;
  vHeight = plant.z;
  gl_Position = projectionMatrix * modelViewMatrix * plant;
}`;

const BODY_FRAGMENT = /* glsl */ `
uniform vec2 shading;
uniform vec3 light;
uniform float opacity;
varying vec3 vNormal;
varying vec4 vColor;
varying float vHeight;
varying float vHatch;
void main() {
  float lit = shading.x + shading.y * clamp(dot(normalize(vNormal), light) * 0.5 + 0.5, 0.0, 1.0) * 1.28;
  // Less of the hall's light reaches the floor.
  float contact = mix(0.90, 1.0, smoothstep(0.0, 1.3, vHeight));
  // An anomaly hatches the body: no hue, that is for alarms.
  float hatch = vHatch > 0.5 && fract((gl_FragCoord.x + gl_FragCoord.y) / 7.0) < 0.3 ? 0.62 : 1.0;
  gl_FragColor = vec4(vColor.rgb * min(lit, 1.02) * contact * hatch, vColor.a * opacity);
}`;

/** Share of light that glass stops in the look for operating: enough to see where a housing is. */
const GLASS_ALPHA = 0.16;

/** Faces of all solids. */
export function bodyMaterial(): ShaderMaterial {
  return facesWith(1);
}

/** Faces of what is seen through: the housing of a machine that is cut open. */
export function clearMaterial(): ShaderMaterial {
  const material = facesWith(GLASS_ALPHA);
  material.depthWrite = false;
  return material;
}

function facesWith(opacity: number): ShaderMaterial {
  return new ShaderMaterial({
    vertexShader: BODY_VERTEX,
    fragmentShader: BODY_FRAGMENT,
    uniforms: {
      shading: shared.shading,
      tones: shared.tones,
      light: { value: LIGHT },
      opacity: { value: opacity },
    },
    transparent: true,
    ...BEHIND_EDGES,
  });
}

const EDGE_VERTEX = /* glsl */ `
${INSTANCE}
attribute vec3 other;
attribute float side;
uniform vec2 resolution;
uniform float pixelRatio;
uniform float bias;
uniform float onlyStale;
varying float vSide;
varying float vAlong;
varying float vDashed;
varying float vFade;
void main() {
  mat4 iMatrix = instanceMatrixOf();
  vec4 viewHere = modelViewMatrix * iMatrix * vec4(position, 1.0);
  vec4 viewThere = modelViewMatrix * iMatrix * vec4(other, 1.0);
  vec4 here = projectionMatrix * viewHere;
  vec4 there = projectionMatrix * viewThere;
  vec2 a = here.xy / max(here.w, 1e-3) * resolution * 0.5;
  vec2 b = there.xy / max(there.w, 1e-3) * resolution * 0.5;
  vec2 along = b - a;
  float pixels = length(along);
  vec2 dir = pixels > 1e-4 ? along / pixels : vec2(1.0, 0.0);
  float halfWidth = 0.5 * pixelRatio + 0.75;
  here.xy += vec2(-dir.y, dir.x) * side * halfWidth / resolution * 2.0 * here.w;
  // One pixel nearer to the camera than its faces.
  vec4 nearer = projectionMatrix * vec4(viewHere.xyz * (1.0 - bias / max(length(viewHere.xyz), 1.0)), 1.0);
  here.z = nearer.z / nearer.w * here.w;
  vSide = side * halfWidth;
  // Both ends must agree on where a dash begins: count from the end that is first in the geometry.
  bool isFirst = dot(position - other, vec3(1.0, 1.7, 2.3)) > 0.0;
  vAlong = isFirst ? 0.0 : length(viewThere.xyz - viewHere.xyz);
  vDashed = iLook.y;
  // Details of a few pixels would turn into black blots.
  vFade = smoothstep(1.5, 12.0 * pixelRatio, pixels);
  // So would rods, thin in two of their three dimensions: a rack's posts from afar would be nothing but edges.
  vec3 extent = vec3(length(iMatrix[0].xyz), length(iMatrix[1].xyz), length(iMatrix[2].xyz));
  float thickness = max(min(extent.x, extent.y), min(max(extent.x, extent.y), extent.z)) / bias;
  vFade = mix(-0.38, vFade, smoothstep(1.5, 7.0, thickness));
  // Beyond the far plane nothing is drawn.
  gl_Position = onlyStale > iLook.y + 0.5 ? vec4(0.0, 0.0, 2.0, 1.0) : here;
}`;

const EDGE_FRAGMENT = /* glsl */ `
uniform vec3 edgeColor;
uniform float pixelRatio;
varying float vSide;
varying float vAlong;
varying float vDashed;
varying float vFade;
void main() {
  if (vDashed > 0.5 && fract(vAlong * 2.2) > 0.55) discard;
  float cover = clamp(0.5 * pixelRatio + 0.5 - abs(vSide), 0.0, 1.0);
  float alpha = cover * mix(0.25, 0.92, vFade);
  if (alpha < 0.01) discard;
  gl_FragColor = vec4(edgeColor, alpha);
}`;

/**
 * Edge lines of solids, one pixel wide with soft rims: smooth without multisampling, which software GL is too slow
 * for. `color` for edges of another colour than usual; `onlyStale` draws those of stale assets only.
 */
export function edgeMaterial(color: { value: Color } = shared.edgeColor, onlyStale = false): ShaderMaterial {
  return new ShaderMaterial({
    vertexShader: EDGE_VERTEX,
    fragmentShader: EDGE_FRAGMENT,
    uniforms: {
      resolution: shared.resolution,
      edgeColor: color,
      pixelRatio: shared.pixelRatio,
      bias: shared.bias,
      onlyStale: { value: onlyStale ? 1 : 0 },
    },
    transparent: true,
    depthWrite: false,
    side: DoubleSide,
  });
}

const DECAL_VERTEX = /* glsl */ `
attribute vec4 iPlace;
attribute vec2 iSize;
attribute vec4 iColor;
varying vec2 vUv;
varying vec2 vMetres;
varying vec4 vColor;
varying float vKind;
void main() {
  vUv = position.xy * 2.0;
  vMetres = iSize * position.xy;
  vColor = iColor;
  vKind = iPlace.w;
  vec2 turn = vec2(cos(iPlace.z), sin(iPlace.z));
  vec2 floorPlace = iPlace.xy + vec2(vMetres.x * turn.x - vMetres.y * turn.y, vMetres.x * turn.y + vMetres.y * turn.x);
  gl_Position = projectionMatrix * modelViewMatrix * vec4(floorPlace, 0.0, 1.0);
}`;

const DECAL_FRAGMENT = /* glsl */ `
uniform float blink;
varying vec2 vUv;
varying vec2 vMetres;
varying vec4 vColor;
varying float vKind;
float boxAt(vec2 p, vec2 half_) { vec2 d = abs(p) - half_; return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0); }
void main() {
  vec2 p = vUv;
  float d = 1.0;
  float alpha = vColor.a;
  if (vKind < 0.5) {
    // Play: points along +x.
    d = max(abs(p.y) * 0.866 + p.x * 0.5 - 0.36, -p.x - 0.62);
  } else if (vKind < 1.5) {
    d = boxAt(vec2(abs(p.x) - 0.38, p.y), vec2(0.17, 0.62));
  } else if (vKind < 2.5) {
    d = boxAt(p, vec2(0.55));
  } else if (vKind < 3.5) {
    // Question mark.
    vec2 q = p - vec2(0.0, 0.32);
    float arc = abs(length(q) - 0.4) - 0.12;
    if (q.x < 0.0 && q.y < 0.05) arc = 1.0;
    d = min(min(arc, boxAt(p - vec2(0.0, -0.24), vec2(0.12, 0.2))), length(p - vec2(0.0, -0.74)) - 0.16);
  } else if (vKind < 4.5) {
    // Cross: out of service.
    vec2 q = vec2(p.x + p.y, p.x - p.y) * 0.7071;
    d = min(boxAt(q, vec2(0.8, 0.14)), boxAt(q, vec2(0.14, 0.8)));
  } else if (vKind < 6.5) {
    // A band of constant width around a stadium, whatever the asset's proportions.
    vec2 outer = abs(vMetres) / max(abs(p), vec2(1e-4));
    float radius = min(outer.x, outer.y) - 0.2;
    d = abs(length(max(abs(vMetres) - (outer - 0.2 - radius), 0.0)) - radius) - 0.15;
    if (vKind > 5.5) alpha *= mix(0.35, 1.0, blink);
  } else if (vKind < 7.5) {
    // Soft contact: dark under the solid, gone one and a half metres outside.
    vec2 outer = abs(vMetres) / max(abs(p), vec2(1e-4));
    float away = length(max(abs(vMetres) - (outer - 1.1), 0.0)) / 1.1;
    float soft = 1.0 - clamp(away, 0.0, 1.0);
    gl_FragColor = vec4(vColor.rgb, alpha * soft * soft);
    return;
  } else {
    d = boxAt(p, vec2(1.0));
  }
  float width = fwidth(d) * 0.75 + 1e-5;
  float cover = 1.0 - smoothstep(-width, width, d);
  if (cover * alpha < 0.01) discard;
  gl_FragColor = vec4(vColor.rgb, cover * alpha);
}`;

/** Marks painted on the floor: state glyphs, rings, contact shadows. */
export function decalMaterial(): ShaderMaterial {
  return new ShaderMaterial({
    vertexShader: DECAL_VERTEX,
    fragmentShader: DECAL_FRAGMENT,
    uniforms: { blink: shared.blink },
    transparent: true,
    depthWrite: false,
  });
}
