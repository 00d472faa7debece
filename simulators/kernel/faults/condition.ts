/** The fault of an instrument. */
export interface SensorFault {
  readonly kind: "stuck" | "noisy" | "dropped" | "drift";
  /** `noisy`: factor on the usual noise, minus 1; `drift`: offset as a share of the range. */
  readonly amount: number;
  /** `stuck`: the value shown since then, once there is one. */
  held: number | boolean | string | null;
}

/** Traces of a fault that has no effect until something else happens. */
export type Trace =
  | "gate-open"
  | "person-inside"
  | "person-near"
  | "field-blocked"
  | "tool-broken"
  | "near-miss"
  | "vehicle-near-miss"
  | `person-down ${string}`
  | "alone";

/** The present faults of one asset. Machines read them as physics: damage, a leak, a person; never as an alarm. */
export class Condition {
  /** Damage of the front spindle bearing, 0 sound to 1 seized, by part. */
  outerRace = 0;
  innerRace = 0;
  rollingElement = 0;
  /** Residual unbalance of the rotor above the balanced one, 0 to 1 = grade G 16. */
  unbalance = 0;
  /** Factor on tool wear. */
  wearFactor = 1;
  /** The control does not monitor the tool's life. */
  toolUnwatched = false;
  /** The tool has just broken; the machine handles this and clears it. */
  toolBroken = false;
  /** Play of the screws beyond the new machine's, mm by axis. */
  readonly backlashMm = new Map<string, number>();
  /** Share of the coolant flow lost, and of the level a minute. */
  coolantLoss = 0;
  /** Gear wear by joint, 0 to 1. */
  readonly gearWear = new Map<number, number>();
  /** Share of the battery's capacity lost. */
  batteryFade = 0;
  /** Share of the burner's power lost, by zone from 1. */
  readonly heaterLoss = new Map<number, number>();
  /** Clogging of the filter, 0 to 1 = no useful flow. */
  clogging = 0;
  /** Leak to the air at 7 bar over atmosphere, m3/h at normal conditions. */
  airLeakM3h = 0;
  waterLeakM3h = 0;
  gasLeakM3h = 0;
  /** By how much a utility meter reads too much, as a share. */
  meterGain = 0;
  /** Loss of coolant charge or fouled condenser of the chiller, 0 to 1. */
  coolingLoss = 0;
  /** There is an object in the vehicle's protective field. */
  fieldBlocked = false;
  /** Somebody will step in front of the vehicle. */
  nearMiss = false;
  /** The fleet manager releases a node to the vehicle while another one has it. */
  releasedTwice = false;
  /** The vehicle has lost its position. */
  lost = false;
  /** A person wants to enter the cell. */
  personInside = false;
  /** A person leans into the reach of the cobot. */
  personNear = false;
  /** People who lie on the floor, and the one who stays when all others leave; empty for nobody. */
  readonly down = new Set<string>();
  alone = "";
  /** The gate switch always reports closed. */
  interlockBypassed = false;
  emergencyStop = false;
  /** Shift of all tool offsets by a wrong entry, mm. */
  offsetShiftMm = 0;
  /** Share of castings with pores beyond the usual. */
  porosity = 0;
  /** Share of pieces that chips mark, in every variant or in one; empty for every. */
  chipMarks = 0;
  markedVariant = "";
  /** Share of pieces at which the seal of a leak tester leaks. */
  sealLeak = 0;
  /** Share of porous castings of one lot, and of the lots of one supplier. */
  lotPorosity = 0;
  supplierPorosity = 0;
  poorSupplier = "";
  /** How much colder than its control shows the bath of a washer is, K. */
  coldBathK = 0;
  /** How much more humid than usual the air of a booth is, %. */
  boothHumidityPercent = 0;
  /** Share of the phase voltage missing. */
  voltageSag = 0;
  /** Faulty instruments, by signal id. */
  sensors = new Map<string, SensorFault>();
  /** The faulty instruments of a second ago, for their held values. */
  sensorsBefore = new Map<string, SensorFault>();
  /** A part has failed: the machine cannot run until it is repaired. */
  failed = false;
  /** The asset is under repair. */
  inRepair = false;
  /** The traces that the asset shows now; the machines write them, and no new second clears them. */
  readonly traces = new Set<Trace>();

  /** The asset shows the trace, or no longer. */
  show(trace: Trace, isShown: boolean): void {
    if (isShown) this.traces.add(trace);
    else this.traces.delete(trace);
  }

  /** Resets to sound; faults that still hold are applied again. */
  reset(): void {
    [this.sensorsBefore, this.sensors] = [this.sensors, this.sensorsBefore];
    empty(this.sensors);
    this.outerRace = 0;
    this.innerRace = 0;
    this.rollingElement = 0;
    this.unbalance = 0;
    this.wearFactor = 1;
    this.toolUnwatched = false;
    empty(this.backlashMm);
    this.coolantLoss = 0;
    empty(this.gearWear);
    this.batteryFade = 0;
    empty(this.heaterLoss);
    this.clogging = 0;
    this.airLeakM3h = 0;
    this.waterLeakM3h = 0;
    this.gasLeakM3h = 0;
    this.meterGain = 0;
    this.coolingLoss = 0;
    this.fieldBlocked = false;
    this.nearMiss = false;
    this.releasedTwice = false;
    this.lost = false;
    this.personInside = false;
    this.personNear = false;
    empty(this.down);
    this.alone = "";
    this.interlockBypassed = false;
    this.emergencyStop = false;
    this.offsetShiftMm = 0;
    this.porosity = 0;
    this.chipMarks = 0;
    this.markedVariant = "";
    this.sealLeak = 0;
    this.lotPorosity = 0;
    this.supplierPorosity = 0;
    this.poorSupplier = "";
    this.coldBathK = 0;
    this.boothHumidityPercent = 0;
    this.voltageSag = 0;
    this.failed = false;
    this.inRepair = false;
  }
}

/** Emptying what is empty takes V8 as long, and most conditions are sound each second. */
function empty(entries: { readonly size: number; clear(): void }): void {
  if (entries.size > 0) entries.clear();
}

/** The conditions of all assets. */
export class Conditions {
  readonly #byAsset = new Map<string, Condition>();

  of(asset: string): Condition {
    let condition = this.#byAsset.get(asset);
    if (condition === undefined) {
      condition = new Condition();
      this.#byAsset.set(asset, condition);
    }
    return condition;
  }

  get all(): Iterable<Condition> {
    return this.#byAsset.values();
  }

  entries(): Iterable<[asset: string, condition: Condition]> {
    return this.#byAsset.entries();
  }
}
