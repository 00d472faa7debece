import {
  CanvasTexture,
  DynamicDrawUsage,
  InstancedBufferAttribute,
  LinearFilter,
  Mesh,
  type Object3D,
  PlaneGeometry,
  ShaderMaterial,
} from "three";
import type { Actor } from "./actor.ts";
import { instanced } from "./shapes.ts";

/** One line of a panel's screen. A value of a silent source is old. */
export interface PanelLine {
  readonly name: string;
  readonly value: string;
  readonly isOld: boolean;
}

/** What the screen of a machine's panel shows: its label, state, program and how far it is, and some values. */
export interface PanelText {
  readonly label: string;
  readonly state: PanelLine | undefined;
  readonly program: PanelLine | undefined;
  /** 0 to 1; undefined where nothing tells it. */
  readonly progress: number | undefined;
  readonly lines: readonly PanelLine[];
}

/** Screens that are drawn at once: those of the nearest machines. */
const COLUMNS = 4;
const ROWS = 2;
const WIDTH = 320;
const HEIGHT = 240;
const FONT = (px: number, weight = 500) => `${weight} ${px}px "Noto Sans SC Variable", sans-serif`;
const INK = { ground: "#10202a", text: "#e8eef2", quiet: "#93a4af", bar: "#9ccbf5", rail: "#2a3f4b" } as const;

const VERTEX = /* glsl */ `
attribute vec4 iPlace;
attribute vec3 iSize;
varying vec2 vUv;
void main() {
  float tile = iSize.z;
  vec2 cell = vec2(mod(tile, ${COLUMNS}.0), ${ROWS - 1}.0 - floor(tile / ${COLUMNS}.0));
  vUv = (cell + position.xy + 0.5) / vec2(${COLUMNS}.0, ${ROWS}.0);
  vec3 across = vec3(-sin(iPlace.w), cos(iPlace.w), 0.0);
  vec3 at = iPlace.xyz + across * position.x * iSize.x + vec3(0.0, 0.0, position.y * iSize.y);
  gl_Position = projectionMatrix * modelViewMatrix * vec4(at, 1.0);
}`;

const FRAGMENT = /* glsl */ `
uniform sampler2D screens;
varying vec2 vUv;
void main() {
  gl_FragColor = vec4(texture2D(screens, vUv).rgb, 1.0);
}`;

/** The screens of machines' panels with their live program, all in one draw call. Loaded when a machine is near. */
export class PanelScreens {
  readonly #canvas = document.createElement("canvas");
  readonly #texture: CanvasTexture;
  readonly #mesh: Mesh<ReturnType<typeof instanced>, ShaderMaterial>;
  readonly #places = new InstancedBufferAttribute(new Float32Array(COLUMNS * ROWS * 4), 4);
  readonly #sizes = new InstancedBufferAttribute(new Float32Array(COLUMNS * ROWS * 3), 3);
  #shown: readonly Actor[] = [];
  /** What each screen shows. */
  readonly #drawn: string[] = [];

  constructor() {
    this.#canvas.width = COLUMNS * WIDTH;
    this.#canvas.height = ROWS * HEIGHT;
    this.#texture = new CanvasTexture(this.#canvas);
    this.#texture.minFilter = LinearFilter;
    this.#texture.generateMipmaps = false;
    const geometry = instanced(new PlaneGeometry(1, 1));
    for (const [name, column] of [["iPlace", this.#places] as const, ["iSize", this.#sizes] as const]) {
      column.setUsage(DynamicDrawUsage);
      geometry.setAttribute(name, column);
    }
    geometry.instanceCount = 0;
    const uniforms = { screens: { value: this.#texture } };
    // three draws what is transparent last, and the floor paints over everything before it.
    const program = { vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms, transparent: true };
    this.#mesh = new Mesh(geometry, new ShaderMaterial(program));
    this.#mesh.frustumCulled = false;
    this.#mesh.visible = false;
    this.#mesh.renderOrder = 12;
  }

  addTo(parent: Object3D): void {
    parent.add(this.#mesh);
  }

  /** Shows the screens of these actors, at most as many as there is room for. */
  show(actors: readonly Actor[]): void {
    this.#shown = actors.slice(0, COLUMNS * ROWS);
    this.#drawn.length = 0;
    for (const [i, { at, figure }] of this.#shown.entries()) {
      const { panel } = figure;
      if (panel === undefined) continue;
      const [cos, sin] = [Math.cos(at.yaw), Math.sin(at.yaw)];
      const [x, y, z] = panel.at;
      const place = [at.x + cos * x - sin * y, at.y + sin * x + cos * y, at.z + z, at.yaw];
      (this.#places.array as Float32Array).set(place, i * 4);
      (this.#sizes.array as Float32Array).set([...panel.size, i], i * 3);
    }
    this.#places.needsUpdate = true;
    this.#sizes.needsUpdate = true;
    this.#mesh.geometry.instanceCount = this.#shown.length;
    this.#mesh.visible = this.#shown.length > 0;
  }

  /** Draws the screens whose text has changed; true when one has. */
  refresh(textOf: (actor: Actor) => PanelText): boolean {
    let isDifferent = false;
    for (const [i, actor] of this.#shown.entries()) {
      const text = textOf(actor);
      const key = JSON.stringify(text);
      if (this.#drawn[i] === key) continue;
      this.#drawn[i] = key;
      isDifferent = true;
      const context = this.#canvas.getContext("2d");
      if (context === null) continue;
      context.save();
      context.translate((i % COLUMNS) * WIDTH, Math.floor(i / COLUMNS) * HEIGHT);
      drawScreen(context, text);
      context.restore();
    }
    if (isDifferent) this.#texture.needsUpdate = true;
    return isDifferent;
  }

  dispose(): void {
    this.#mesh.removeFromParent();
    this.#mesh.geometry.dispose();
    this.#mesh.material.dispose();
    this.#texture.dispose();
  }
}

/** One screen, `WIDTH` by `HEIGHT` pixels. */
function drawScreen(context: CanvasRenderingContext2D, { label, state, program, progress, lines }: PanelText): void {
  context.fillStyle = INK.ground;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.textBaseline = "middle";
  const word = (
    text: string,
    x: number,
    y: number,
    { px = 17, most = 300, isRight = false, color = INK.text as string },
  ) => {
    context.font = FONT(px);
    context.fillStyle = color;
    context.textAlign = isRight ? "right" : "left";
    context.fillText(text, x, y, most);
  };
  const value = (line: PanelLine, y: number, most: number) =>
    word(line.isOld ? `${line.value} ?` : line.value, WIDTH - 12, y, {
      isRight: true,
      most,
      color: line.isOld ? INK.quiet : INK.text,
    });
  word(label, 12, 22, { px: 22, most: 150 });
  if (state !== undefined) value(state, 22, 130);
  context.fillStyle = INK.rail;
  context.fillRect(0, 42, WIDTH, 2);
  if (program !== undefined)
    word(program.value, 12, 62, { px: 20, most: 296, color: program.isOld ? INK.quiet : INK.text });
  if (progress !== undefined) {
    context.fillStyle = INK.rail;
    context.fillRect(12, 80, WIDTH - 24, 10);
    context.fillStyle = INK.bar;
    context.fillRect(12, 80, (WIDTH - 24) * progress, 10);
  }
  for (const [i, line] of lines.entries()) {
    const y = 112 + i * 26;
    word(line.name, 12, y, { px: 15, most: 160, color: INK.quiet });
    value(line, y, 130);
  }
}
