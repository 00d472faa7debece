import type { SignalList } from "../../../kernel/signal.ts";
import type { RobotState } from "./robot-state.ts";

/** OperationalMode of OPC 40010-1: AUTOMATIC. */
const AUTOMATIC = 3;

/** All signals of a robot controller and of the safety controller of its cell. */
export function addRobotSignals(list: SignalList, robot: RobotState): void {
  const { arm } = robot;
  list.count("item-state", () => robot.itemState, 250);
  list.count("operation-mode", () => robot.mode);
  list.text("program/name", () => `TEND-${robot.id}`);
  list.count("program/status", () => (robot.isBusy ? 1 : 2), 500);
  list.analog("program/speed-override", "%", {
    resolution: 1,
    range: [0, 100],
    read: () => robot.speedOverridePercent,
  });
  for (let number = 1; number <= 6; number++) {
    addJoint(list, robot, number);
  }
  list.setting("gears/wear-factor", robot.context.around.wearFactors(robot.id, "gears"));
  list.analog("tcp/speed", "mm/s", { resolution: 1, range: [0, 8000], everyMs: 250, read: () => arm.tcpSpeedMmS });
  for (const [at, name] of ["x", "y", "z"].entries()) {
    list.analog(`tcp/${name}`, "mm", {
      resolution: 0.1,
      range: [-4000, 4000],
      everyMs: 500,
      read: () => 1000 * (arm.tcpM[at] as number),
    });
  }
  list.analog("gripper/payload", "kg", {
    resolution: 0.01,
    noise: 0.02,
    range: [0, 200],
    everyMs: 1000,
    read: () => arm.payloadKg,
  });
  list.flag("gripper/closed", () => robot.pieceCount > 0);
  list.text("gripper/piece", () => (robot.gripped ?? robot.finished)?.id ?? "", 500);
  list.text("gripper/variant", () => {
    const piece = robot.gripped ?? robot.finished;
    return piece === null ? "" : piece.variant.name;
  });
  list.flag("brake-test/passed", () => robot.brakeTest.passed);
  list.count("brake-test/number", () => robot.brakeTest.number, 5000);
  addSafety(list, robot);
  list.analog("controller/temperature", "Cel", {
    resolution: 0.1,
    noise: 0.06,
    range: [0, 90],
    read: () => robot.cabinetCel,
  });
  list.analog("controller/fan-speed", "/min", {
    resolution: 1,
    noise: 6,
    range: [0, 6000],
    everyMs: 2000,
    read: () => 2100 + 26 * robot.cabinetCel,
  });
  list.analog("controller/input-voltage", "V", {
    resolution: 0.1,
    noise: 0.3,
    range: [0, 480],
    read: () => robot.context.around.voltageV * Math.sqrt(3),
  });
  list.analog("pneumatics/pressure", "bar", {
    resolution: 0.01,
    noise: 0.01,
    range: [0, 12],
    read: () => robot.context.around.airBar - 0.4,
  });
  list.count("counter/parts-produced", () => robot.carried);
  list.analog("cycle/last-time", "s", { resolution: 0.1, range: [0, 3600], read: () => robot.lastCycleS });
}

function addJoint(list: SignalList, robot: RobotState, number: number): void {
  const joint = robot.joint(number);
  const { speedDegS, accelerationDegS2 } = robot.arm.rating;
  const top = speedDegS[number - 1] as number;
  const acceleration = accelerationDegS2[number - 1] as number;
  const of = `joint-${number}`;
  list.analog(`${of}/position`, "deg", {
    resolution: 0.001,
    range: [-360, 360],
    everyMs: 250,
    read: () => joint.position,
  });
  list.analog(`${of}/speed`, "deg/s", { resolution: 0.01, range: [-top, top], everyMs: 250, read: () => joint.speed });
  list.analog(`${of}/acceleration`, "deg/s2", {
    resolution: 0.1,
    range: [-4 * acceleration, 4 * acceleration],
    everyMs: 1000,
    read: () => joint.acceleration,
  });
  list.analog(`${of}/torque`, "N.m", {
    resolution: 0.1,
    noise: 0.4,
    range: [-20_000, 20_000],
    everyMs: 1000,
    read: () => joint.torqueNm,
  });
  list.analog(`${of}/motor-load`, "%", {
    resolution: 1,
    noise: 0.7,
    range: [0, 200],
    everyMs: 1000,
    read: () => joint.loadPercent,
  });
  list.analog(`${of}/motor-current`, "A", {
    resolution: 0.01,
    noise: 0.02,
    range: [0, 60],
    everyMs: 2000,
    read: () => joint.currentA,
  });
  list.analog(`${of}/brake-torque`, "N.m", {
    resolution: 1,
    range: [0, 20_000],
    everyMs: 5000,
    read: () => robot.brakeTest.torquesNm[number - 1] as number,
  });
  list.analog(`${of}/motor-temperature`, "Cel", {
    resolution: 0.1,
    noise: 0.06,
    range: [0, 140],
    everyMs: 2000,
    read: () => joint.motorCel,
  });
}

function addSafety(list: SignalList, robot: RobotState): void {
  list.flag("safety/emergency-stop", () => robot.emergencyStop);
  list.flag("safety/protective-stop", () => robot.protectiveStop);
  list.count("safety/operational-mode", () => AUTOMATIC, 500);
  list.flag("cell/presence", () => robot.personInside);
  if (robot.kind === "robot") {
    list.flag("cell/gate-open", () => robot.gateSaysOpen);
    // The bolt of the lock has a switch of its own; it is out while the gate is open.
    list.flag("cell/gate-locked", () => !robot.gateIsOpen);
    return;
  }
  list.analog("cell/human-distance", "m", {
    resolution: 0.01,
    noise: 0.015,
    range: [0, 10],
    everyMs: 250,
    read: () => robot.personDistanceM,
  });
}
