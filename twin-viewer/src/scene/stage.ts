import { Scene } from "three";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid, LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { Mirror } from "../data/mirror.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import type { SceneLook } from "../data/signals.ts";
import { isMobile } from "./actor.ts";
import type { Glass } from "./glass.ts";
import type { LabelSpec, Labels } from "./labels.ts";
import type { LayerPicture } from "./layers/layer.ts";
import { lensOf } from "./lens.ts";
import { wantsLessMotion } from "./less-motion.ts";
import { shared } from "./materials.ts";
import { NearPanels } from "./near-panels.ts";
import { outlineOf, pickBoxOf } from "./outline.ts";
import type { Step } from "./pace.ts";
import type { Palette } from "./palette.ts";
import type { PanelText } from "./panel-screens.ts";
import { pickNearest } from "./picking.ts";
import { PlantScene } from "./plant-scene.ts";
import { shapeCount } from "./shapes.ts";
import type { StageStats } from "./stage-stats.ts";
import { Surface } from "./surface.ts";
import { View } from "./view.ts";
import { WornLook } from "./worn-look.ts";

/** Least time between pictures that only data change, where software GL takes the CPU that the edge needs too. */
const SOFTWARE_FRAME_MS = 100;
const BLINK_MS = 500;
const ARRANGE_EVERY = 4;

/** The scene on the page: renderer, camera, labels, and the rule when to draw. Without a change nothing is drawn. */
export class Stage {
  readonly plant: PlantScene;
  readonly view: View;
  readonly #surface: Surface;
  readonly #scene = new Scene();
  readonly #labels: Labels;
  readonly #canvas: HTMLCanvasElement;
  readonly #software: boolean;
  readonly #onCamera: () => void;
  #needsDraw = true;
  #cameraMoves = false;
  #request: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastFrameMs = 0;
  #lastDrawMs = 0;
  #frames = 0;
  /** Direction of north when the page was last informed of the camera. */
  #north = Number.NaN;
  #drawMs = 0;
  #firstPictureMs = 0;
  readonly #mirror: Mirror;
  /** Pictures since the last choice of levels of detail while the camera moves. */
  #sinceArranged = 0;
  #lost = false;
  readonly #look: WornLook;
  readonly #panels: NearPanels;
  readonly #panelText: (asset: Asset) => PanelText;
  /** Ends with the stage; the canvas stays for the next one. */
  readonly #listening = new AbortController();
  readonly #observer: ResizeObserver;
  readonly #blink: ReturnType<typeof setInterval>;

  constructor(
    hosts: { glass: Glass; labels: Labels },
    model: { index: PlantIndex; mirror: Mirror; palette: Palette; panelText: (asset: Asset) => PanelText },
    events: { camera: () => void; stepped: (step: Step) => void },
  ) {
    const { canvas, isSoftware } = hosts.glass;
    this.#canvas = canvas;
    this.#mirror = model.mirror;
    this.#onCamera = events.camera;
    this.#software = isSoftware;
    this.#surface = new Surface(hosts.glass);
    this.plant = new PlantScene(model.index, model.mirror, model.palette, () => this.invalidate());
    this.#scene.add(this.plant.world);
    this.#panelText = model.panelText;
    this.#panels = new NearPanels(this.plant.world, () => this.refreshPanels());
    this.#look = new WornLook(this.plant, { stepped: events.stepped, changed: () => this.invalidate() });
    this.view = new View(canvas, outlineOf(this.plant.actors, model.index.plant), () => {
      this.#cameraMoves = true;
      this.invalidate();
    });
    this.#labels = hosts.labels;
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(canvas.parentElement ?? canvas);
    this.#blink = setInterval(() => this.#onBlink(), BLINK_MS);
    const { signal } = this.#listening;
    const lose = (event: Event) => {
      event.preventDefault();
      this.#lost = true;
    };
    const restore = () => {
      this.#lost = false;
      this.invalidate();
    };
    canvas.addEventListener("webglcontextlost", lose, { signal });
    canvas.addEventListener("webglcontextrestored", restore, { signal });
    this.#resize();
  }

  /** Requests a picture as soon as possible. */
  invalidate(): void {
    this.#needsDraw = true;
    this.#schedule();
  }

  /** Applies changed tags. */
  update(dirty: readonly number[]): void {
    if (this.plant.update(dirty, performance.now())) this.invalidate();
  }

  setAlerts(alerts: readonly AlertView[]): void {
    this.plant.setAlerts(alerts);
    this.invalidate();
  }

  /** Chooses the look of the picture. */
  wear(look: SceneLook): void {
    this.#look.choose(look);
  }

  setSelected(uid: AssetUid | null): void {
    this.plant.setSelected(uid);
    this.invalidate();
  }

  /** Updates which sources are silent. */
  refreshFreshness(): void {
    if (this.plant.paintLooks(false)) this.invalidate();
  }

  /** Updates the screens of panels nearby. */
  refreshPanels(): void {
    if (this.#panels.refresh(({ asset }) => this.#panelText(asset))) this.invalidate();
  }

  /** Paints what a layer shows, and replaces the labels. */
  show(picture: LayerPicture | undefined, specs: readonly LabelSpec[]): void {
    const hasColumns = picture !== undefined && this.plant.layer.take(picture);
    if (this.plant.paintLooks(false) || hasColumns) this.invalidate();
    this.#labels.set(specs);
    this.#placeLabels();
  }

  dress(palette: Palette, local: (text: LocalizedText) => string): void {
    this.#surface.renderer.setClearColor(palette.scene, 1);
    shared.edgeColor.value.copy(palette.edge);
    if (!palette.isDark) shared.edgeColor.value.multiplyScalar(0.62);
    if (palette.isDark) shared.shading.value.set(0.5, 0.5);
    else shared.shading.value.set(0.68, 0.32);
    this.plant.dress(palette, { local, onFont: () => this.invalidate() });
    this.invalidate();
  }

  #eye(): readonly [number, number, number] {
    const { x, y, z } = this.view.camera.position;
    return [x, -z, y];
  }

  /** The asset under a point of the canvas, in CSS pixels from its corner. */
  pick(x: number, y: number): AssetUid | null {
    const { origin, direction } = this.view.ray(x, y);
    return this.plant.actors[pickNearest(origin, direction, this.plant.actors.map(pickBoxOf))]?.asset.assetUid ?? null;
  }

  /** The middle of an asset's foot in CSS pixels from the canvas's corner; undefined behind the camera. */
  whereIs(uid: string): { readonly x: number; readonly y: number } | undefined {
    const actor = this.plant.actors.find((one) => one.asset.assetUid === uid);
    return actor === undefined ? undefined : this.view.project([actor.at.x, actor.at.y, 0]);
  }

  focus(uid: AssetUid, smooth = true): void {
    const actor = this.plant.actors.find((one) => one.asset.assetUid === uid);
    if (actor === undefined) return;
    const { asset, figure } = actor;
    const mobile = isMobile(asset);
    const size = { radiusM: Math.hypot(...figure.foot) / 2, topM: figure.top };
    this.view.focus(actor.at, { ...size, isMobile: mobile, yawDeg: mobile ? undefined : asset.pose?.yawDeg }, smooth);
    this.invalidate();
  }

  /** The present picture, drawn again, because browsers discard drawn pixels. */
  picture(): HTMLCanvasElement {
    this.#surface.renderer.render(this.#scene, this.view.camera);
    const copy = document.createElement("canvas");
    copy.width = this.#canvas.width;
    copy.height = this.#canvas.height;
    copy.getContext("2d")?.drawImage(this.#canvas, 0, 0);
    return copy;
  }

  stats(): StageStats {
    const { render, memory, programs } = this.#surface.renderer.info;
    return {
      calls: render.calls,
      triangles: render.triangles,
      frames: this.#frames,
      geometries: memory.geometries,
      textures: memory.textures,
      programs: programs?.length ?? 0,
      pixelRatio: this.#surface.pixelRatio,
      software: this.#software,
      shapes: shapeCount(),
      modelFailures: this.plant.modelFailures.length,
      delayMs: Math.round(this.plant.delayMs),
      firstPictureMs: Math.round(this.#firstPictureMs),
      drawMs: this.#drawMs,
      floorShapes: this.plant.layer.drawnShapes,
    };
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#listening.abort();
    clearInterval(this.#blink);
    clearTimeout(this.#timer);
    if (this.#request !== undefined) cancelAnimationFrame(this.#request);
    this.#labels.dispose();
    this.#panels.dispose();
    this.plant.dispose();
    this.view.dispose();
    this.#surface.dispose();
  }

  #schedule(): void {
    if (this.#request !== undefined || this.#timer !== undefined) return;
    const wait = this.#software && !this.#cameraMoves ? this.#lastDrawMs + SOFTWARE_FRAME_MS - performance.now() : 0;
    const request = () => {
      this.#timer = undefined;
      this.#request = requestAnimationFrame((nowMs) => this.#frame(nowMs));
    };
    if (wait > 4) this.#timer = setTimeout(request, wait);
    else request();
  }

  #frame(nowMs: number): void {
    this.#request = undefined;
    // A page covers the picture; the observer requests a frame when it is visible again.
    if (this.#canvas.clientWidth === 0) return;
    const elapsed = Math.min(0.25, (nowMs - this.#lastFrameMs) / 1000);
    const wasMoving = this.#cameraMoves;
    const startedMs = performance.now();
    const glides = this.plant.glide(startedMs);
    this.#cameraMoves = this.view.update(elapsed);
    const isFlying = wasMoving && this.#cameraMoves;
    if (this.#surface.adapt(isFlying, nowMs - this.#lastFrameMs)) this.#needsDraw = true;
    this.#look.take(isFlying, nowMs - this.#lastFrameMs);
    this.#lastFrameMs = nowMs;
    if ((this.#needsDraw || this.#cameraMoves || glides || wasMoving) && !this.#lost) {
      this.#needsDraw = false;
      this.#arrange(wasMoving);
      this.plant.face(this.view.north);
      shared.bias.value = this.view.metresPerPixel;
      if (this.plant.flush(this.#eye())) this.#needsDraw = true;
      this.#surface.renderer.render(this.#scene, this.view.camera);
      this.#frames++;
      this.#lastDrawMs = performance.now();
      this.#drawMs += this.#lastDrawMs - startedMs;
      if (this.#firstPictureMs === 0 && this.#mirror.applied > 0) this.#firstPictureMs = this.#lastDrawMs;
      this.#placeLabels();
      if (this.#cameraMoves || wasMoving || this.view.north !== this.#north) this.#onCamera();
      this.#north = this.view.north;
    }
    if (this.#cameraMoves || this.plant.isMoving || this.#needsDraw) this.#schedule();
  }

  /** Levels of detail follow the camera, not with every picture: choosing costs as much as drawing. */
  #arrange(wasMoving: boolean): void {
    const isFlying = this.#cameraMoves && wasMoving;
    if (isFlying && ++this.#sinceArranged < ARRANGE_EVERY) return;
    this.#sinceArranged = 0;
    if (!this.plant.arrange(lensOf(this.view.camera, this.#canvas.clientHeight))) return;
    this.#panels.choose(this.plant.close, this.#eye());
    this.refreshPanels();
  }

  #onBlink(): void {
    if (!this.plant.isBlinking || document.hidden) return;
    const next = wantsLessMotion() ? 1 : 1 - shared.blink.value;
    if (next === shared.blink.value) return;
    shared.blink.value = next;
    this.invalidate();
  }

  #placeLabels(): void {
    this.#labels.place((at) => this.view.project(at));
  }

  #resize(): void {
    this.invalidate();
    const size = this.#surface.resize();
    if (size === undefined) return;
    this.view.resize(size.width, size.height);
    this.#labels.measure();
  }
}
