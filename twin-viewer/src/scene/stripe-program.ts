import { DoubleSide, ShaderMaterial } from "three";

const STRIPE_VERTEX = /* glsl */ `
attribute vec4 aColor;
attribute float along;
attribute float across;
attribute float dash;
varying vec4 vColor;
varying float vAlong;
varying float vAcross;
varying float vDash;
void main() {
  vColor = aColor;
  vAlong = along;
  vAcross = across;
  vDash = dash;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}`;

const STRIPE_FRAGMENT = /* glsl */ `
varying vec4 vColor;
varying float vAlong;
varying float vAcross;
varying float vDash;
void main() {
  float alpha = vColor.a;
  float rim = fwidth(vAcross);
  alpha *= clamp((1.0 - abs(vAcross)) / max(rim, 1e-4) + 0.3, 0.0, 1.0);
  if (vDash > 0.0) {
    float phase = fract(vAlong / vDash);
    float soft = fwidth(vAlong) / vDash;
    alpha *= smoothstep(0.0, soft, phase) * (1.0 - smoothstep(0.58 - soft, 0.58, phase));
  }
  if (alpha < 0.01) discard;
  gl_FragColor = vec4(vColor.rgb, alpha);
}`;

/** Lines on the floor with a width in metres: routes, zone outlines. */
export function stripeMaterial(): ShaderMaterial {
  return new ShaderMaterial({
    vertexShader: STRIPE_VERTEX,
    fragmentShader: STRIPE_FRAGMENT,
    transparent: true,
    depthWrite: false,
    side: DoubleSide,
  });
}
