import CameraControls from "camera-controls";
import {
  Box3,
  MathUtils,
  Matrix4,
  PerspectiveCamera,
  Quaternion,
  Raycaster,
  Sphere,
  Spherical,
  Vector2,
  Vector3,
  Vector4,
} from "three";
import { azimuthOfFront, type Frame, fitPoints, type ViewAngles } from "./camera-fit.ts";
import { wantsLessMotion } from "./less-motion.ts";
import type { Triple } from "./picking.ts";

CameraControls.install({
  THREE: { Vector2, Vector3, Vector4, Quaternion, Matrix4, Spherical, Box3, Sphere, Raycaster, MathUtils },
});

/** The overview looks from the south-west. */
const OVERVIEW: ViewAngles = { azimuth: MathUtils.degToRad(-17), polar: MathUtils.degToRad(44) };
/** Steeper when near, or neighbours hide the selected machine. */
const CLOSE_POLAR = MathUtils.degToRad(36);
/** Flatter in front of a machine, to see its front rather than its top. */
const FRONT_POLAR = MathUtils.degToRad(48);
/** A flight to one machine keeps its neighbours in sight. */
const CLOSEST_M = 5;
const PLAN: ViewAngles = { azimuth: 0, polar: 0.0001 };
const FOV_DEG = 26;
/** Narrow, so that heights hardly lean outwards: the plan looks like a drawing, with one camera for both. */
const PLAN_FOV_DEG = 1.5;
/** Too little to see; not 0, because the controls divide by it. */
const HARDLY_S = 1e-6;
const MARGIN = { top: 44, right: 16, bottom: 16, left: 16 };
/** Space that keeps the whole plant clear of the legend. */
const MARGIN_OF_ALL = { ...MARGIN, bottom: 50 };

/** Gestures that turn the camera about its target, and so do not end following. */
const TURNS: ReadonlySet<number> = new Set([CameraControls.ACTION.ROTATE, CameraControls.ACTION.TOUCH_ROTATE]);

interface Spot {
  x: number;
  y: number;
}

interface Focus {
  readonly radiusM: number;
  readonly topM?: number;
  readonly isMobile?: boolean;
  /** Direction of its front, degrees as in `Pose`. */
  readonly yawDeg?: number | undefined;
}

/** The camera and its controls. Plant coordinates outside, three's inside. */
export class View {
  readonly camera = new PerspectiveCamera(FOV_DEG, 1, 2, 4_000);
  readonly #controls: CameraControls;
  readonly #bounds: { readonly scene: readonly Triple[]; readonly plan: readonly Triple[] };
  #size = { width: 1, height: 1 };
  #isPlan = false;
  /** Until the camera is moved by hand it follows the size of the window. */
  #isOverview = true;
  /** The followed object: its own place, and its place when the camera last moved with it. */
  #followed: { readonly at: Readonly<Spot>; x: number; y: number } | undefined;

  constructor(
    canvas: HTMLElement,
    bounds: { readonly scene: readonly Triple[]; readonly plan: readonly Triple[] },
    onMove: () => void,
  ) {
    this.#bounds = bounds;
    this.#controls = new CameraControls(this.camera, canvas);
    this.#controls.smoothTime = 0.18;
    this.#controls.draggingSmoothTime = 0.08;
    this.#controls.dollyToCursor = true;
    // Frames are slow without a GPU: the last millimetres of a flight are not worth twenty of them.
    this.#controls.restThreshold = 0.03;
    this.#controls.minDistance = 3;
    this.#controls.maxDistance = 20_000;
    this.#controls.maxPolarAngle = MathUtils.degToRad(82);
    this.#controls.mouseButtons.right = CameraControls.ACTION.TRUCK;
    for (const event of ["control", "controlstart", "transitionstart"] as const)
      this.#controls.addEventListener(event, onMove);
    // The controls take one movement per update and drop the others, with two fingers the last of one finger; a slow
    // picture would follow only part of the gesture.
    this.#controls.addEventListener("control", () => void this.#controls.update(HARDLY_S));
    this.#controls.addEventListener("controlstart", () => {
      this.#isOverview = false;
      if (!TURNS.has(this.#controls.currentAction)) this.#followed = undefined;
    });
  }

  resize(width: number, height: number): void {
    this.#size = { width, height };
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    if (this.#isOverview) this.overview(false);
  }

  /** Moves on by `seconds`; true while the camera is moving. */
  update(seconds: number): boolean {
    this.#follow();
    const moved = this.#controls.update(seconds);
    // Depth precision matters: edges lie just in front of their faces.
    const near = Math.max(0.4, this.#controls.distance * 0.12);
    if (Math.abs(near - this.camera.near) > near * 0.05) {
      this.camera.near = near;
      this.camera.far = this.#controls.distance * 4 + 200;
      this.camera.updateProjectionMatrix();
    }
    return moved;
  }

  get isPlan(): boolean {
    return this.#isPlan;
  }

  setPlan(isPlan: boolean): void {
    if (isPlan === this.#isPlan) return;
    this.#isPlan = isPlan;
    this.camera.fov = isPlan ? PLAN_FOV_DEG : FOV_DEG;
    this.camera.updateProjectionMatrix();
    // In the plan, dragging moves the sheet; turning would break "north is up".
    this.#controls.mouseButtons.left = isPlan ? CameraControls.ACTION.TRUCK : CameraControls.ACTION.ROTATE;
    this.#controls.touches.one = isPlan ? CameraControls.ACTION.TOUCH_TRUCK : CameraControls.ACTION.TOUCH_ROTATE;
    this.overview(false);
  }

  /**
   * Position of the camera, for a link: target east and north, distance, azimuth and polar angle in degrees. Undefined
   * while it shows the whole plant.
   */
  get pose(): readonly number[] | undefined {
    if (this.#isOverview) return undefined;
    const target = this.#controls.getTarget(new Vector3());
    return [
      target.x,
      -target.z,
      this.#controls.distance,
      MathUtils.radToDeg(this.#controls.azimuthAngle),
      MathUtils.radToDeg(this.#controls.polarAngle),
    ].map((value) => Math.round(value * 10) / 10);
  }

  /** Goes to the position of a link. */
  setPose([x = 0, y = 0, distance = 60, azimuth = 0, polar = 50]: readonly number[]): void {
    this.#isOverview = false;
    this.#followed = undefined;
    void this.#controls.setTarget(x, 0, -y, false);
    void this.#controls.rotateTo(MathUtils.degToRad(azimuth), MathUtils.degToRad(polar), false);
    void this.#controls.dollyTo(distance, false);
    this.#controls.update(0);
  }

  /** Shows the whole plant. */
  overview(smooth: boolean): void {
    this.#isOverview = true;
    this.#followed = undefined;
    this.#look(this.#isPlan ? this.#bounds.plan : this.#bounds.scene, this.#isPlan ? PLAN : OVERVIEW, smooth);
  }

  /**
   * Flies to a point and its surroundings within `radiusM`, up to `topM` high: to the front (`yawDeg`), or at the
   * present angles without one. The camera follows a mobile object until the user moves the camera away.
   */
  focus(at: Readonly<Spot>, { radiusM, topM = 0, isMobile = false, yawDeg }: Focus, smooth: boolean): void {
    this.#isOverview = false;
    const { x, y } = at;
    this.#followed = isMobile ? { at, x, y } : undefined;
    const present = this.#controls.azimuthAngle;
    const azimuth = yawDeg === undefined ? present : azimuthOfFront(yawDeg, present);
    const angles = this.#isPlan
      ? PLAN
      : { azimuth, polar: Math.min(this.#controls.polarAngle, yawDeg === undefined ? CLOSE_POLAR : FRONT_POLAR) };
    const reach = Math.max(CLOSEST_M, radiusM * 1.4 + 2);
    // A disc, because the camera may look along a diagonal: a square's corners would keep it away.
    const around = Array.from(
      { length: 8 },
      (_, i): Triple => [x + Math.cos((i * Math.PI) / 4) * reach, y + Math.sin((i * Math.PI) / 4) * reach, 0],
    );
    this.#look([...around, [x, y, topM + 1]], angles, smooth);
  }

  /** Turns the camera by keyboard; angles in radians. */
  orbit(azimuth: number, polar: number): void {
    this.#isOverview = false;
    if (this.#isPlan) void this.#controls.truck(azimuth * 20, polar * 20, true);
    else void this.#controls.rotate(azimuth, polar, true);
  }

  /** Moves the camera along the floor by a share of its distance. */
  pan(right: number, ahead: number): void {
    this.#isOverview = false;
    this.#followed = undefined;
    const step = this.#controls.distance * (this.#isPlan ? 0.08 : 0.4);
    void this.#controls.truck(right * step, 0, true);
    void this.#controls.forward(ahead * step, true);
  }

  /** Nearer with a factor above 1. */
  zoom(factor: number): void {
    this.#isOverview = false;
    void this.#controls.dollyTo(this.#controls.distance / factor, true);
  }

  /** Metres that one pixel spans at the centre of the picture. */
  get metresPerPixel(): number {
    return (2 * Math.tan(MathUtils.degToRad(this.camera.fov) / 2) * this.#controls.distance) / this.#size.height;
  }

  /** Direction of north on screen, radians clockwise from up. */
  get north(): number {
    return this.#controls.azimuthAngle;
  }

  readonly #projected = new Vector3();

  /** Screen place of a plant point in CSS pixels; undefined behind the camera. */
  project([x, y, z]: readonly [number, number, number]): { x: number; y: number } | undefined {
    const point = this.#projected.set(x, z, -y).project(this.camera);
    if (point.z > 1) return undefined;
    return { x: ((point.x + 1) / 2) * this.#size.width, y: ((1 - point.y) / 2) * this.#size.height };
  }

  /** The ray through a pixel, in plant coordinates. */
  ray(pixelX: number, pixelY: number): { origin: Triple; direction: Triple } {
    const far = new Vector3((pixelX / this.#size.width) * 2 - 1, 1 - (pixelY / this.#size.height) * 2, 0.5).unproject(
      this.camera,
    );
    const eye = this.camera.position;
    const direction = far.sub(eye).normalize();
    return { origin: [eye.x, -eye.z, eye.y], direction: [direction.x, -direction.z, direction.y] };
  }

  dispose(): void {
    this.#controls.dispose();
  }

  /** Moves along with the followed object, also during a flight. */
  #follow(): void {
    const followed = this.#followed;
    if (followed === undefined) return;
    const { x, y } = followed.at;
    const [east, north] = [x - followed.x, y - followed.y];
    if (east === 0 && north === 0) return;
    Object.assign(followed, { x, y });
    const target = this.#controls.getTarget(new Vector3());
    void this.#controls.moveTo(target.x + east, target.y, target.z - north, this.#controls.active);
  }

  #look(points: readonly Triple[], angles: ViewAngles, wantsSmooth: boolean): void {
    const smooth = wantsSmooth && !wantsLessMotion();
    const { width, height } = this.#size;
    const frame: Frame = {
      width,
      height,
      fovRad: MathUtils.degToRad(this.camera.fov),
      margin: this.#isOverview ? MARGIN_OF_ALL : MARGIN,
    };
    const { target, distance } = fitPoints(points, angles, frame);
    // Two calls, so that a flight keeps to angles and distance instead of cutting through the plant.
    void this.#controls.setTarget(target[0], 0, -target[1], smooth);
    void this.#controls.rotateTo(angles.azimuth, angles.polar, smooth);
    void this.#controls.dollyTo(distance, smooth);
    if (!smooth) this.#controls.update(0);
  }
}
