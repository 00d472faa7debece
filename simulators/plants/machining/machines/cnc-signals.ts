import type { SignalList } from "../../../kernel/signal.ts";
import type { CncAxis } from "./cnc-axis.ts";
import type { CncState } from "./cnc-state.ts";

/** Noise of an axis' scale, and of its motor's encoder through the lead of the screw, mm or deg. */
const SCALE_NOISE = 0.0003;
const ENCODER_NOISE = 0.0012;

/** CncSpindleStatus of OPC 40502: Stopped 0, InTargetArea 1, Accelerating 2, Decelerating 3. */
function spindleStatus(cnc: CncState): number {
  const { rpm, commandedRpm, isAtSpeed } = cnc.spindle;
  if (rpm === 0 && commandedRpm === 0) {
    return 0;
  }
  if (isAtSpeed) {
    return 1;
  }
  return commandedRpm > rpm ? 2 : 3;
}

/** All signals of a lathe or machining centre: of its control and its additional sensors. */
export function addCncSignals(list: SignalList, cnc: CncState): void {
  list.count("item-state", () => cnc.itemState, 250);
  list.count("operation-mode", () => cnc.mode);
  list.text("program/name", () => cnc.program.name);
  list.count("program/line", () => (cnc.phase === "cutting" ? cnc.block.line : 0), 500);
  list.count("program/status", () => (cnc.phase === "cutting" ? 1 : 0));
  list.analog("program/progress", "%", { resolution: 1, range: [0, 100], read: () => 100 * cnc.programProgress });
  list.analog("cycle/elapsed", "s", { resolution: 0.1, range: [0, 3600], read: () => cnc.cycleS });
  list.analog("cycle/last-time", "s", { resolution: 0.1, range: [0, 3600], read: () => cnc.lastCycleS });
  list.text("workpiece/id", () => cnc.piece?.id ?? "");
  list.text("workpiece/variant", () => cnc.piece?.variant.name ?? "");
  addChannel(list, cnc);
  addSpindle(list, cnc);
  addSpindleCondition(list, cnc);
  for (const axis of cnc.axes) {
    addAxis(list, cnc, axis);
  }
  list.count("tool/number", () => cnc.block.tool, 500);
  list.analog("tool/life-used", "%", {
    resolution: 0.01,
    range: [0, 110],
    read: () => 100 * Math.min(1.02, cnc.magazine.critical.counted),
  });
  list.analog("tool/wear-land", "um", {
    resolution: 1,
    range: [0, 500],
    everyMs: 2000,
    read: () => cnc.magazine.setter.wearLandUm,
  });
  for (const part of ["spindle", "tool"])
    list.setting(`${part}/wear-factor`, cnc.context.around.wearFactors(cnc.id, part));
  addFluids(list, cnc);
  list.flag("door/open", () => cnc.doorIsOpen);
  list.flag("chuck/clamped", () => cnc.piece !== null && cnc.phase === "cutting");
  list.flag("chip-conveyor/running", () => cnc.phase === "cutting");
  list.count("counter/parts-produced", () => cnc.produced);
  list.count("counter/parts-good", () => cnc.produced - cnc.scrapped);
  list.count("counter/parts-scrapped", () => cnc.scrapped);
  list.count("counter/tool-changes", () => cnc.toolsReplaced);
  list.count("counter/power-on-time", () => Math.floor(cnc.powerOnS), 5000);
}

function addChannel(list: SignalList, cnc: CncState): void {
  list.analog("channel/feedrate", "mm/min", {
    resolution: 1,
    range: [0, 40_000],
    everyMs: 500,
    read: () => cnc.feedMmMin,
  });
  list.analog("channel/feed-override", "%", {
    resolution: 1,
    range: [0, 120],
    read: () => Math.min(cnc.feedOverridePercent, cnc.circumstance.feedLimitPercent),
  });
  list.analog("channel/rapid-override", "%", { resolution: 1, range: [0, 100], read: () => 100 });
}

function addSpindle(list: SignalList, cnc: CncState): void {
  const { spindle } = cnc;
  list.analog("spindle/speed", "/min", {
    resolution: 1,
    noise: 1.2,
    range: [0, spindle.rating.maxRpm],
    everyMs: 250,
    read: () => spindle.rpm,
  });
  list.analog("spindle/speed-commanded", "/min", {
    resolution: 1,
    range: [0, spindle.rating.maxRpm],
    everyMs: 500,
    read: () => spindle.commandedRpm,
  });
  list.analog("spindle/override", "%", { resolution: 1, range: [0, 120], read: () => 100 });
  list.analog("spindle/load", "%", {
    resolution: 0.1,
    noise: 0.4,
    range: [0, 150],
    everyMs: 500,
    read: () => spindle.loadPercent,
  });
  list.analog("spindle/power", "W", {
    resolution: 10,
    noise: 18,
    range: [0, 40_000],
    everyMs: 500,
    read: () => spindle.powerW,
  });
  list.analog("spindle/torque", "N.m", {
    resolution: 0.1,
    noise: 0.2,
    range: [0, 400],
    everyMs: 500,
    read: () => spindle.torqueNm,
  });
  list.count("spindle/status", () => spindleStatus(cnc), 500);
}

/** Temperatures and vibration of the spindle. */
function addSpindleCondition(list: SignalList, { spindle }: CncState): void {
  list.analog("spindle/bearing-temperature", "Cel", {
    resolution: 0.1,
    noise: 0.06,
    range: [0, 150],
    read: () => spindle.frontBearingCel,
  });
  list.analog("spindle/rear-bearing-temperature", "Cel", {
    resolution: 0.1,
    noise: 0.06,
    range: [0, 150],
    everyMs: 2000,
    read: () => spindle.rearBearingCel,
  });
  list.analog("spindle/motor-temperature", "Cel", {
    resolution: 0.1,
    noise: 0.06,
    range: [0, 180],
    everyMs: 2000,
    read: () => spindle.motorCel,
  });
  list.analog("spindle/vibration-rms", "mm/s", {
    resolution: 0.01,
    noise: 0.02,
    range: [0, 50],
    read: () => spindle.vibrationMmS,
  });
  list.analog("spindle/vibration-peak", "mm/s", {
    resolution: 0.01,
    noise: 0.05,
    range: [0, 100],
    everyMs: 2000,
    read: () => spindle.vibrationMmS * 3.1,
  });
}

function addAxis(list: SignalList, cnc: CncState, axis: CncAxis): void {
  const of = `axis-${axis.name}`;
  const unit = axis.isRotary ? "deg" : "mm";
  const speedUnit = axis.isRotary ? "deg/s" : "mm/s";
  list.analog(`${of}/position`, unit, {
    resolution: 0.001,
    noise: SCALE_NOISE,
    range: axis.range,
    everyMs: 250,
    read: () => axis.position,
  });
  list.analog(`${of}/position-commanded`, unit, {
    resolution: 0.001,
    range: axis.range,
    everyMs: 1000,
    read: () => axis.position + axis.followingError,
  });
  list.analog(`${of}/remaining-distance`, unit, {
    resolution: 0.01,
    everyMs: 1000,
    read: () => (cnc.phase === "cutting" ? axis.target - axis.position : 0),
  });
  // The motor's encoder measures the position before the ball screw, so the commanded position does not include its
  // play.
  list.analog(`${of}/motor-position`, unit, {
    resolution: 0.001,
    noise: ENCODER_NOISE,
    range: axis.range,
    everyMs: 1000,
    read: () => axis.position + axis.motorLead,
  });
  list.analog(`${of}/motor-position-commanded`, unit, {
    resolution: 0.001,
    range: axis.range,
    everyMs: 2000,
    read: () => axis.position + axis.followingError,
  });
  list.analog(`${of}/motor-remaining-distance`, unit, {
    resolution: 0.01,
    everyMs: 2000,
    read: () => (cnc.phase === "cutting" ? axis.target - axis.position : 0),
  });
  list.analog(`${of}/speed`, speedUnit, { resolution: 0.1, range: [-800, 800], everyMs: 500, read: () => axis.speed });
  list.analog(`${of}/following-error`, unit, {
    resolution: 0.001,
    noise: 0.002,
    range: [-50, 50],
    everyMs: 2000,
    read: () => axis.followingError,
  });
  list.analog(`${of}/load`, "%", { resolution: 0.1, noise: 0.3, range: [0, 150], read: () => axis.loadPercent });
  list.analog(`${of}/power`, "W", {
    resolution: 1,
    noise: 2,
    range: [0, 6000],
    everyMs: 2000,
    read: () => axis.powerW,
  });
  list.analog(`${of}/torque`, "N.m", {
    resolution: 0.01,
    noise: 0.05,
    range: [-60, 60],
    everyMs: 2000,
    read: () => axis.torqueNm,
  });
  list.analog(`${of}/motor-temperature`, "Cel", {
    resolution: 0.1,
    noise: 0.06,
    range: [0, 150],
    everyMs: 2000,
    read: () => axis.motorCel,
  });
}

function addFluids(list: SignalList, cnc: CncState): void {
  const { around } = cnc.context;
  list.analog("coolant/level", "%", {
    resolution: 0.1,
    noise: 0.12,
    range: [0, 100],
    everyMs: 2000,
    read: () => cnc.fluids.coolantLevelPercent,
  });
  list.analog("coolant/temperature", "Cel", {
    resolution: 0.1,
    noise: 0.06,
    range: [0, 80],
    everyMs: 2000,
    read: () => cnc.fluids.coolantCel,
  });
  list.analog("coolant/pressure", "bar", {
    resolution: 0.01,
    noise: 0.08,
    range: [0, 80],
    read: () => (cnc.coolantOn ? cnc.fluids.coolantBar : 0),
  });
  list.analog("coolant/flow", "L/min", {
    resolution: 0.1,
    noise: 0.2,
    range: [0, 100],
    everyMs: 2000,
    read: () => (cnc.coolantOn ? cnc.fluids.coolantLMin : 0),
  });
  list.analog("hydraulics/pressure", "bar", {
    resolution: 0.1,
    noise: 0.3,
    range: [0, 120],
    read: () => (cnc.phase === "cutting" ? 62 : 60) * (1 + 0.06 * cnc.circumstance.coldness),
  });
  list.analog("hydraulics/temperature", "Cel", {
    resolution: 0.1,
    noise: 0.06,
    range: [0, 100],
    everyMs: 2000,
    read: () => cnc.fluids.oilCel,
  });
  list.analog("lubrication/pressure", "bar", {
    resolution: 0.01,
    noise: 0.03,
    range: [0, 40],
    everyMs: 2000,
    read: () => 18.5 * (1 + 0.12 * cnc.circumstance.coldness),
  });
  list.analog("pneumatics/pressure", "bar", {
    resolution: 0.01,
    noise: 0.01,
    range: [0, 12],
    read: () => around.airBar - 0.3,
  });
  list.analog("cabinet/temperature", "Cel", {
    resolution: 0.1,
    noise: 0.06,
    range: [0, 80],
    everyMs: 2000,
    read: () => cnc.fluids.cabinetCel,
  });
}
