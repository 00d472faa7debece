/** The programs of the showcase: one for all solids, solid or glass, and one for their edges. */
import { ShaderMaterial, type Texture, type Vector4 } from "three";
import { TONES } from "../build.ts";
import { BEHIND_EDGES, INSTANCE, LIGHT, STALE_ALPHA, shared } from "../materials.ts";
import { STATES } from "../tone-palette.ts";
import { FACES, ROWS_ABREAST } from "./openness-texture.ts";

const VERTEX = /* glsl */ `
${INSTANCE}
attribute vec3 inset;
attribute vec4 paint;
uniform vec3 tones[${STATES.length * TONES.length}];
uniform vec4 finishes[${TONES.length}];
uniform sampler2D openness;
varying vec3 vNormal;
varying vec3 vAt;
varying vec4 vColor;
varying vec4 vFinish;
varying float vHatch;
varying float vOpen;
/** Share of the sky that a face's point sees: its four corners are baked. */
float openTo(int face, vec2 at, int row) {
  ivec2 texel = ivec2((row % ${ROWS_ABREAST}) * ${FACES} + face, row / ${ROWS_ABREAST});
  vec4 corners = texelFetch(openness, texel, 0);
  vec2 low = mix(corners.xz, corners.yw, at.x);
  return mix(low.x, low.y, at.y);
}
void main() {
  mat4 iMatrix = instanceMatrixOf();
  vec3 scale2 = vec3(
    dot(iMatrix[0].xyz, iMatrix[0].xyz), dot(iMatrix[1].xyz, iMatrix[1].xyz), dot(iMatrix[2].xyz, iMatrix[2].xyz));
  vec3 extent = sqrt(max(scale2, vec3(1e-8)));
  float rim = clamp(0.07 * min(extent.x, min(extent.y, extent.z)), 0.002, 0.03);
  vec3 local = position - inset * 2.0 * position * min(rim / extent, 0.25);
  vec4 plant = iMatrix * vec4(local, 1.0);
  vNormal = normalize(mat3(iMatrix) * (normal / max(scale2, vec3(1e-8))));
  vAt = plant.xyz;
  int tone = int(mod(iLook.x + 0.5, ${TONES.length}.0));
  vColor = vec4(tones[int(iLook.x + 0.5)], iLook.y > 0.5 ? ${STALE_ALPHA} : 1.0);
  // A model brings its own colours: states make them darker, and an alarm takes their place.
  if (paint.a > 0.5 && iLook.x < ${STATES.indexOf("priority-1") * TONES.length}.0)
    vColor.rgb = paint.rgb * paint.rgb * min(vColor.g / tones[tone].g, 1.0);
  vFinish = finishes[tone];
  vHatch = iLook.z;
  int row = int(iLook.w + 0.5);
  vec3 share = normal * normal;
  vec3 at = position + 0.5;
  vOpen =
    share.x * openTo(normal.x > 0.0 ? 0 : 1, at.yz, row) +
    share.y * openTo(normal.y > 0.0 ? 2 : 3, at.xz, row) +
    share.z * openTo(normal.z > 0.0 ? 4 : 5, at.xy, row);
  gl_Position = projectionMatrix * modelViewMatrix * plant;
}`;

const FRAGMENT = /* glsl */ `
uniform vec3 light;
uniform vec3 eye;
uniform float glass;
uniform float night;
varying vec3 vNormal;
varying vec3 vAt;
varying vec4 vColor;
varying vec4 vFinish;
varying float vHatch;
varying float vOpen;
/** The hall in a mirror: floor, walls, and rows of lamps under the roof. */
float hall(vec3 ray, float rough) {
  float walls = mix(0.28, 0.62, smoothstep(-0.35, 0.6, ray.z));
  vec2 roof = ray.xy / max(ray.z, 0.12);
  float rows = abs(fract(roof.x * 0.55 + 0.2) - 0.5) * 2.0;
  float lamps = smoothstep(0.62 - 0.5 * rough, 0.8 + 0.2 * rough, rows) * smoothstep(0.05, 0.35, ray.z);
  return walls + lamps * mix(0.9, 0.25, rough);
}
void main() {
  vec3 normal = normalize(vNormal);
  vec3 toEye = normalize(eye - vAt);
  float open = vOpen;
  float facing = clamp(dot(normal, toEye), 0.0, 1.0);
  float grazing = 1.0 - facing;
  float fresnel = grazing * grazing * grazing * grazing * grazing;
  float sky = mix(0.34, 0.64, normal.z * 0.5 + 0.5);
  float key = max(dot(normal, light), 0.0) * 0.62 * smoothstep(0.15, 0.8, open);
  float mirrored = (0.05 + 0.7 * fresnel) * vFinish.x * (1.0 - 0.6 * vFinish.w);
  float hallLight = hall(reflect(-toEye, normal), vFinish.w) * mix(0.35, 1.0, open) * night;
  vec3 color = vColor.rgb * (1.0 - vFinish.y) * (sky * open + key) * night + vec3(mirrored * hallLight);
  color += vFinish.y * vColor.rgb * (hallLight * 1.05 + 0.25 * key);
  color = mix(color, vColor.rgb * 1.05, vFinish.z);
  // An anomaly hatches the body: no hue, that is for alarms.
  if (vHatch > 0.5 && fract((gl_FragCoord.x + gl_FragCoord.y) / 7.0) < 0.3) color *= 0.4;
  float alpha = vColor.a * mix(1.0, 0.13 + 0.7 * fresnel + 0.25 * mirrored, glass);
  gl_FragColor = vec4(sqrt(color), alpha);
}`;

/** What the programs read besides the columns. */
export interface ShowcaseInputs {
  readonly openness: { value: Texture };
  readonly eye: { value: { x: number; y: number; z: number } };
  /** Brightness of the hall: 1 by day, less in the dark theme. */
  readonly night: { value: number };
}

/** Faces of solids, or of glass. */
export function showcaseFaces(inputs: ShowcaseInputs, finishes: Vector4[], isGlass: boolean): ShaderMaterial {
  const material = new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    uniforms: {
      ...inputs,
      tones: shared.tones,
      finishes: { value: finishes },
      light: { value: LIGHT },
      glass: { value: isGlass ? 1 : 0 },
    },
    transparent: true,
    depthWrite: !isGlass,
    ...BEHIND_EDGES,
  });
  // Shapes without rims, and solids without colours of their own.
  Object.assign(material.defaultAttributeValues, { inset: [0, 0, 0], paint: [0, 0, 0, 0] });
  return material;
}
