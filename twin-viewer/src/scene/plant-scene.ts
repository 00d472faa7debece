import { Group, type Object3D } from "three";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { AssetUid, LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { Mirror } from "../data/mirror.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import type { SceneLook } from "../data/signals.ts";
import { Actor, isMobile } from "./actor.ts";
import { AssetLooks } from "./asset-looks.ts";
import { type Binding, type Bindings, bind } from "./bindings.ts";
import { Bodies } from "./bodies.ts";
import { arrangeCaptions } from "./captions.ts";
import { Floor } from "./floor.ts";
import { FloorMarks } from "./floor-marks.ts";
import { Ghosts } from "./ghosts.ts";
import { PaintedLayer } from "./layers/painted-layer.ts";
import type { Lens } from "./lens.ts";
import { takeLoad } from "./loads.ts";
import { modelsOf } from "./models/models-of.ts";
import { MotionChannels } from "./motion.ts";
import type { Palette } from "./palette.ts";
import { RunMarks } from "./run-marks.ts";
import { Touched } from "./touched.ts";
import { Underlay } from "./underlay.ts";
import { VehicleRoutes } from "./vehicle-routes.ts";
import { Wardrobe } from "./wardrobe.ts";
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
  readonly layer: PaintedLayer;
  readonly #looks: AssetLooks;
  readonly #moved: Touched;
  #bindings: Bindings = { byRef: new Map(), drives: [] };
  #palette: Palette;
  #alerts: readonly AlertView[] = [];
  readonly #wardrobe: Wardrobe;

  /** `onLater` is called when a model or the drawing of the hall has loaded. */
  constructor(index: PlantIndex, mirror: Mirror, palette: Palette, onLater: () => void = () => undefined) {
    this.#index = index;
    this.#mirror = mirror;
    this.#palette = palette;
    this.#looks = new AssetLooks(index, mirror);
    // three has y up; the plant has z up and north where three has -z.
    this.world.rotation.x = -Math.PI / 2;
    this.actors = index.plant.assets.filter((asset) => asset.pose !== undefined).map((asset) => new Actor(asset));
    arrangeCaptions(this.actors);
    this.#moved = new Touched(this.actors.length);
    this.#bodies = new Bodies(this.actors);
    this.#floorMarks = new FloorMarks(this.actors);
    this.layer = new PaintedLayer(this.actors);
    const wearers = { actors: this.actors, world: this.world, bodies: this.#bodies, floorMarks: this.#floorMarks };
    this.#wardrobe = new Wardrobe(wearers, palette);
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
      this.layer,
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

  /** The actors that are drawn with all details. */
  get close(): readonly Actor[] {
    return this.#bodies.close;
  }

  /** Changes the look; true when it is worn. `isSimple`: without fine details. */
  async wear(look: SceneLook, isSimple = false): Promise<boolean> {
    const isWorn = await this.#wardrobe.wear(look, isSimple);
    if (isWorn) this.paintLooks(true);
    return isWorn;
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

  /** Before each picture; `eye` in plant metres. True when another picture is due, because light was baked. */
  flush(eye: readonly [x: number, y: number, z: number]): boolean {
    this.#routes.flush(this.#palette);
    this.layer.flush(this.#palette);
    this.#bodies.flush();
    return this.#wardrobe.prepare(eye);
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
    this.#motion.eachMoved(nowMs, (channel) => {
      const drive = this.#bindings.drives[channel];
      if (drive === undefined) return;
      drive.apply(this.#motion.at(channel, nowMs));
      this.#moved.add(drive.index);
    });
    return this.#moved.drain((index) => this.#showMoved(index));
  }

  /** Draws an actor where it has moved to, a mobile one with its marks; false where that cannot be seen. */
  #showMoved(index: number): boolean {
    const { asset, at } = this.actors[index] as Actor;
    const moves = isMobile(asset);
    if (!moves && !this.#bodies.showsJoints(index)) return false;
    this.#bodies.place(index, !moves);
    if (!moves) return true;
    this.#floorMarks.place(index);
    this.#wardrobe.place(index, this.#looks.of(asset.assetUid)?.stale);
    this.layer.moved(asset.assetUid);
    this.#routes.move(index, [at.x, at.y]);
    return true;
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
    this.#looks.setAlerts(alerts);
    this.paintLooks(false);
    this.#paintZones();
  }

  setSelected(selected: AssetUid | null): void {
    this.#looks.setSelected(selected);
    const index = this.actors.findIndex(({ asset }) => asset.assetUid === selected);
    this.#bodies.cutOpen(index === -1 ? undefined : index);
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
    return this.#looks.isBlinking;
  }

  /** Paints everything in a theme and a language. */
  dress(
    palette: Palette,
    words: { readonly local: (text: LocalizedText) => string; readonly onFont: () => void },
  ): void {
    this.#palette = palette;
    this.#wardrobe.dress(palette);
    this.#ghosts.dress(palette.data);
    this.layer.dress(palette);
    this.#floor.paint(palette, words);
    this.paintLooks(true);
    this.#paintZones();
    this.#routes.repaint();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#wardrobe.dispose();
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
        for (let i = 0; i < this.actors.length; i++) this.#place(i);
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

  #applyBinding(binding: Binding, ref: number, { nowMs, isSmooth }: { nowMs: number; isSmooth: boolean }): boolean {
    const { actor, index, kind, drive, factor } = binding;
    const value = this.#mirror.value(ref as never);
    switch (kind) {
      case "motion":
        if (drive !== undefined) this.#motion.set(drive.channel, value * factor, nowMs, isSmooth);
        return true;
      case "load":
      case "work":
        if (!takeLoad(binding, this.#mirror, ref)) return false;
        this.#place(index);
        return true;
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
    this.#wardrobe.place(index);
  }

  #paintLook(index: number, always: boolean): boolean {
    const { asset } = this.actors[index] as Actor;
    const look = this.#looks.next(asset, always, this.layer.fillOf(index));
    if (look === undefined) return false;
    this.#bodies.paint(index, look);
    this.#floorMarks.paint(index, look, this.#palette);
    this.#wardrobe.place(index, look.stale);
    this.#routes.setStale(index, look.stale);
    return true;
  }

  #paintZones(): void {
    this.#zones.paint(this.#index.robotZones, this.#alerts, this.#palette);
  }
}
