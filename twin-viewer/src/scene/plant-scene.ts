import { Group, type Object3D } from "three";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { AssetUid, LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { Mirror } from "../data/mirror.ts";
import { loadOf } from "../data/pieces.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import { Actor, isMobile } from "./actor.ts";
import { type Binding, type Bindings, bind } from "./bindings.ts";
import { Bodies } from "./bodies.ts";
import { arrangeCaptions } from "./captions.ts";
import { Floor } from "./floor.ts";
import { FloorMarks } from "./floor-marks.ts";
import { Ghosts } from "./ghosts.ts";
import type { Lens } from "./lens.ts";
import { type Look, lookOf, marksOf, sameLook } from "./look.ts";
import { modelsOf } from "./models/models-of.ts";
import { MotionChannels } from "./motion.ts";
import { type Outline, outlineOf, pickBoxOf } from "./outline.ts";
import type { Palette } from "./palette.ts";
import type { PickBox } from "./picking.ts";
import { RunMarks } from "./run-marks.ts";
import { Underlay } from "./underlay.ts";
import { VehicleRoutes } from "./vehicle-routes.ts";
import { ZoneMarks } from "./zone-marks.ts";

/** The plant as objects of a scene, in plant axes. Owns its GPU memory; knows neither camera nor page. */
export class PlantScene {
  readonly world = new Group();
  readonly actors: readonly Actor[];
  readonly #index: PlantIndex;
  readonly #mirror: Mirror;
  #motion = new MotionChannels();
  readonly #bodies: Bodies;
  readonly #floorMarks: FloorMarks;
  readonly #floor: Floor;
  readonly #zones = new ZoneMarks();
  readonly #routes = new VehicleRoutes();
  readonly #layers: readonly { addTo(parent: Object3D): void; dispose(): void }[];
  #isDisposed = false;
  /** Models that could not be read, with the reason; their assets are drawn by kind. */
  readonly modelFailures: string[] = [];
  readonly #ghosts = new Ghosts();
  readonly #looks = new Map<AssetUid, Look>();
  /** Actors that moved in this picture, each once. */
  readonly #moved: Uint32Array;
  readonly #isMoved: Uint8Array;
  #bindings: Bindings = { byRef: new Map(), drives: [] };
  #palette: Palette;
  #marks = marksOf([], null);
  #alerts: readonly AlertView[] = [];

  /** `onLater` is called when a model or the drawing of the hall has loaded. */
  constructor(index: PlantIndex, mirror: Mirror, palette: Palette, onLater: () => void = () => undefined) {
    this.#index = index;
    this.#mirror = mirror;
    this.#palette = palette;
    // three has y up; the plant has z up and north where three has -z.
    this.world.rotation.x = -Math.PI / 2;
    this.actors = index.plant.assets.filter((asset) => asset.pose !== undefined).map((asset) => new Actor(asset));
    arrangeCaptions(this.actors);
    this.#moved = new Uint32Array(this.actors.length);
    this.#isMoved = new Uint8Array(this.actors.length);
    this.#bodies = new Bodies(this.actors);
    this.#floorMarks = new FloorMarks(this.actors);
    this.#floor = new Floor(index.plant, this.actors);
    const { underlay } = index.plant.floor;
    this.#layers = [
      this.#floor,
      ...(underlay === undefined ? [] : [new Underlay(underlay, onLater)]),
      this.#zones,
      this.#routes,
      this.#floorMarks,
      ...((index.plant.runs ?? []).length === 0 ? [] : [new RunMarks(index.plant.runs ?? [])]),
      this.#bodies,
      this.#ghosts,
    ];
    for (const layer of this.#layers) layer.addTo(this.world);
    void this.#loadModels(onLater);
    for (let i = 0; i < this.actors.length; i++) this.#place(i);
  }

  /** Chooses the level of detail of each asset for the camera's view; true when the picture changes. */
  arrange(lens: Lens): boolean {
    return this.#bodies.arrange(lens);
  }

  /** Draws one asset only, or all again. */
  isolate(uid: AssetUid | null): void {
    const index = this.actors.findIndex(({ asset }) => asset.assetUid === uid);
    this.#bodies.isolate(index === -1 ? undefined : index);
  }

  /** Shows mobile and jointed assets in their places at another instant; null ends it. */
  setGhosts(then: Mirror | null): void {
    this.#ghosts.take(this.actors, this.#index, then);
  }

  /** Updates which ghosts differ from the present. */
  refreshGhosts(): void {
    this.#ghosts.refresh();
  }

  /** Shows or hides routes and zones on the floor. */
  showOnFloor({ routes, zones }: { routes: boolean; zones: boolean }): void {
    this.#routes.setVisible(routes);
    this.#zones.setVisible(zones);
  }

  /** Turns words on the floor upright for a camera that looks along `azimuth`, radians from north. */
  face(azimuth: number): void {
    if (this.#floor.face(azimuth)) this.#floorMarks.turn(this.#floor.isTurned);
  }

  /** Before each picture. */
  flush(): void {
    this.#routes.flush(this.#palette);
    this.#bodies.flush();
  }

  /** Takes new tags and all values of the mirror. */
  rebind(nowMs: number): void {
    // Old channels would stay for ever; gliding values arrive at once.
    this.#motion = new MotionChannels();
    this.#bindings = bind(this.actors, this.#index, this.#motion);
    for (const ref of this.#bindings.byRef.keys()) this.#apply(ref, nowMs, false);
    this.paintLooks(true);
    this.#paintZones();
  }

  /** Applies changes since the last frame; true when the picture changes. */
  update(dirty: readonly number[], nowMs: number): boolean {
    let changed = false;
    for (const ref of dirty) if (this.#apply(ref, nowMs, true)) changed = true;
    return changed;
  }

  /** Moves gliding values; true when the picture changes. */
  glide(nowMs: number): boolean {
    let count = 0;
    this.#motion.eachMoved(nowMs, (channel) => {
      const drive = this.#bindings.drives[channel];
      if (drive === undefined) return;
      drive.apply(this.#motion.at(channel, nowMs));
      if (this.#isMoved[drive.index] === 1) return;
      this.#isMoved[drive.index] = 1;
      this.#moved[count++] = drive.index;
    });
    let isDifferent = false;
    for (let i = 0; i < count; i++) {
      const index = this.#moved[i] as number;
      this.#isMoved[index] = 0;
      const { asset, at } = this.actors[index] as Actor;
      const moves = isMobile(asset);
      if (!moves && !this.#bodies.showsJoints(index)) continue;
      isDifferent = true;
      this.#bodies.place(index, !moves);
      // Marks on the floor move with mobile assets only.
      if (!moves) continue;
      this.#floorMarks.place(index);
      this.#routes.move(index, [at.x, at.y]);
    }
    return isDifferent;
  }

  /** Delay of the shown motion behind its samples, milliseconds. */
  get delayMs(): number {
    return this.#motion.delayMs;
  }

  get isMoving(): boolean {
    return this.#motion.isMoving;
  }

  setAlerts(alerts: readonly AlertView[]): void {
    this.#alerts = alerts;
    this.#marks = marksOf(alerts, this.#marks.selected);
    this.paintLooks(false);
    this.#paintZones();
  }

  setSelected(selected: AssetUid | null): void {
    this.#marks = { ...this.#marks, selected };
    this.paintLooks(false);
  }

  /** Paints all assets whose look changed; true when one did. */
  paintLooks(all: boolean): boolean {
    let changed = false;
    for (let i = 0; i < this.actors.length; i++) if (this.#paintLook(i, all)) changed = true;
    return changed;
  }

  /** Any unacknowledged alarm blinks. */
  get isBlinking(): boolean {
    for (const look of this.#looks.values()) if (look.priority !== 0 && look.unacknowledged) return true;
    return false;
  }

  lookOf(uid: AssetUid): Look | undefined {
    return this.#looks.get(uid);
  }

  /** Paints everything in a theme and a language. */
  dress(
    palette: Palette,
    words: { readonly local: (text: LocalizedText) => string; readonly onFont: () => void },
  ): void {
    this.#palette = palette;
    this.#bodies.dress(palette);
    this.#ghosts.dress(palette.data);
    this.#floor.paint(palette, words);
    this.paintLooks(true);
    this.#paintZones();
    this.#routes.repaint();
  }

  /** Points that a picture of the whole plant must show. */
  outline(): Outline {
    return outlineOf(this.actors, this.#index.plant);
  }

  pickBoxes(): readonly PickBox[] {
    return this.actors.map(pickBoxOf);
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const layer of this.#layers) layer.dispose();
  }

  /** Models are large: assets are drawn by kind until their model has loaded. */
  async #loadModels(onLater: () => void): Promise<void> {
    for await (const outcome of modelsOf(this.actors)) {
      if (this.#isDisposed) return;
      if ("failure" in outcome) this.modelFailures.push(outcome.failure);
      else {
        for (const actor of outcome.actors) actor.dressAs(outcome.build);
        this.#bodies.rebuild();
        this.rebind(performance.now());
        onLater();
      }
    }
  }

  #apply(ref: number, nowMs: number, isSmooth: boolean): boolean {
    const bindings = this.#bindings.byRef.get(ref);
    if (bindings === undefined) return false;
    let changed = false;
    for (const binding of bindings) if (this.#applyBinding(binding, ref, { nowMs, isSmooth })) changed = true;
    return changed;
  }

  #applyBinding(
    { actor, index, kind, drive, factor }: Binding,
    ref: number,
    { nowMs, isSmooth }: { nowMs: number; isSmooth: boolean },
  ): boolean {
    const value = this.#mirror.value(ref as never);
    switch (kind) {
      case "motion":
        if (drive !== undefined) this.#motion.set(drive.channel, value * factor, nowMs, isSmooth);
        return true;
      case "load": {
        const load = loadOf(this.#mirror, ref as never, factor);
        if (load === actor.load) return false;
        actor.load = load;
        this.#place(index);
        return true;
      }
      case "state":
        return this.#paintLook(index, false);
      case "route":
        this.#routes.set(index, this.#mirror.soundText(ref as never), [actor.at.x, actor.at.y]);
        return true;
    }
  }

  #place(index: number): void {
    this.#bodies.place(index);
    this.#floorMarks.place(index);
  }

  #paintLook(index: number, always: boolean): boolean {
    const { asset } = this.actors[index] as Actor;
    const look = lookOf(asset, this.#marks, { index: this.#index, mirror: this.#mirror });
    if (!always && sameLook(this.#looks.get(asset.assetUid), look)) return false;
    this.#looks.set(asset.assetUid, look);
    this.#bodies.paint(index, look);
    this.#floorMarks.paint(index, look, this.#palette);
    this.#routes.setStale(index, look.stale);
    return true;
  }

  #paintZones(): void {
    this.#zones.paint(this.#index.robotZones, this.#alerts, this.#palette);
  }
}
