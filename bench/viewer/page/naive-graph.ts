import { BoxGeometry, DirectionalLight, HemisphereLight, Mesh, MeshLambertMaterial, Object3D, Scene } from "three";
import type { Plant } from "../../../edge/contracts/plant/plant.ts";

const BOX = new BoxGeometry(1.2, 0.5, 1);
const LINK = new BoxGeometry(0.4, 0.5, 1);
const PARTS = 5;
const LINKS = 7;

/**
 * The plant as most programmers would build it: a tree of objects for each machine, each box a mesh with its own
 * material.
 */
export class NaiveGraph {
  readonly scene = new Scene();
  readonly #machines: {
    readonly root: Object3D;
    readonly joints: readonly Object3D[];
    readonly x: number;
    readonly moves: boolean;
  }[] = [];

  constructor(plant: Plant) {
    this.scene.add(new HemisphereLight(), new DirectionalLight());
    for (const { kind, pose } of plant.assets) {
      if (pose === undefined) continue;
      const root = new Object3D();
      root.position.set(pose.x, 0, -pose.y);
      root.rotation.y = (pose.yawDeg * Math.PI) / 180;
      const joints: Object3D[] = [];
      let parent = root;
      for (let part = 0; part < (kind === "robot" ? LINKS : PARTS); part++) {
        const mesh = new Mesh(kind === "robot" ? LINK : BOX, new MeshLambertMaterial({ color: 0xbfc5cb }));
        mesh.position.y = kind === "robot" ? 0.35 : part * 0.5;
        parent.add(mesh);
        joints.push(mesh);
        if (kind === "robot") parent = mesh;
      }
      this.scene.add(root);
      this.#machines.push({
        root,
        joints,
        x: pose.x,
        moves: kind === "robot" || kind === "agv" || kind === "lathe" || kind === "machining-centre",
      });
    }
  }

  /** Moves the moving parts of the plant: joints of robots, vehicles, three axes of machine tools. */
  move(t: number): void {
    for (const { root, joints, x, moves } of this.#machines) {
      if (!moves) continue;
      if (joints.length === LINKS) for (const joint of joints) joint.rotation.z = 0.3 * Math.sin(t);
      else {
        root.position.x = x + Math.sin(t);
        for (let i = 0; i < 3; i++) (joints[i] as Object3D).position.z = 0.2 * Math.sin(t + i);
      }
    }
  }
}
