import { existsSync } from "node:fs";
import { join } from "node:path";
import type { FleetHistory } from "../../health/prognosis/life/fleet-history.ts";
import { DEFAULT_LIFE_TRAINING, trainLife } from "../../health/prognosis/life/train-life.ts";
import type { DataSet } from "./data-set.ts";
import { alarmsBeforeFailure } from "./engine-drifts.ts";
import { crossValidate, errorsOf, type Forecast, forecastRows, OUTER_FOLDS } from "./life-trial.ts";
import { readTable, writeTable } from "./table.ts";

const SETS = ["FD001", "FD002", "FD003", "FD004"];
const SETTINGS = ["setting1", "setting2", "setting3"];
const SENSORS = Array.from({ length: 21 }, (_, at) => `s${at + 1}`);
/** Sets with one operating condition, because the drift rule does not distinguish conditions. */
const ONE_CONDITION = ["FD001", "FD003"];

/** Turbofan engines run to failure (Saxena et al. 2008): remaining life, and the first drift alert of each engine. */
export const cmapss: DataSet = {
  about: `pred_FD00k.csv with engine,rul,low,high of the test sets that are there; cut_FD00k.csv of training sets
                without a test set, cross-validated; alarms_FD00k.csv with engine,life,alarm,lead (drift)`,
  score({ data, out, seed }) {
    const has = (file: string): boolean => existsSync(join(data, `${file}.gz`)) || existsSync(join(data, file));
    return SETS.filter((set) => has(`train_${set}.csv`)).flatMap((set) => {
      const began = process.cpuUsage();
      const isTested = has(`test_${set}.csv`) && has(`RUL_${set}.csv`);
      const text = isTested ? tested(set, data, out) : crossValidated(set, data, out, seed);
      const { user } = process.cpuUsage(began);
      return [
        `${text}; ${(user / 1e6).toFixed(0)} s of CPU`,
        ...(ONE_CONDITION.includes(set) ? drifts(set, data, out) : []),
      ];
    });
  },
};

function fleetOf(path: string): FleetHistory {
  const table = readTable(path);
  return {
    unit: Int32Array.from(table.numbers("engine")),
    settings: SETTINGS.map((name) => table.numbers(name)),
    sensors: SENSORS.map((name) => table.numbers(name)),
  };
}

/** Trained on the whole training set, with a prediction at the last row of each test engine. */
function tested(set: string, data: string, out: string): string {
  const model = trainLife(fleetOf(join(data, `train_${set}.csv`)), SENSORS);
  const truth = readTable(join(data, `RUL_${set}.csv`));
  const [engines, lives] = [truth.numbers("engine"), truth.numbers("rul")];
  const left = new Map([...engines].map((engine, row) => [engine, lives[row] as number]));
  const fleet = fleetOf(join(data, `test_${set}.csv`));
  const said = forecastRows(model, fleet, (row) =>
    fleet.unit[row] === fleet.unit[row + 1] ? undefined : left.get(fleet.unit[row] as number),
  );
  writeTable(
    join(out, `pred_${set}.csv`),
    ["engine", "rul", "low", "high"],
    said.map(({ unit, cycles, low, high }) => [unit, ...[cycles, low, high].map((value) => value.toFixed(2))]),
  );
  return `${set}: test set, ${said.length} engines: ${errorText(said)}`;
}

function crossValidated(set: string, data: string, out: string, seed: number): string {
  const said = crossValidate(fleetOf(join(data, `train_${set}.csv`)), SENSORS, seed);
  writeTable(
    join(out, `cut_${set}.csv`),
    ["engine", "cycle", "left", "rul", "low", "high"],
    said.map(({ unit, cycle, left, cycles, low, high }) => [
      unit,
      cycle,
      left,
      ...[cycles, low, high].map((value) => value.toFixed(2)),
    ]),
  );
  const late = said.filter(({ left }) => left <= LATE);
  const how = `${OUTER_FOLDS} folds by engine and cuts by seed ${seed}, ${said.length} cuts`;
  const whole = `${set}: ${how}: ${errorText(said)}`;
  return `${whole}; of ${late.length} cuts at most ${LATE} cycles before failure: ${errorText(late)}`;
}

/** Range of cycles before failure in which the test sets are cut. */
const LATE = 150;

function errorText(said: readonly Forecast[]): string {
  const { rmse, rawRmse, coverage, width } = errorsOf(said);
  const { cap, coverage: meant } = DEFAULT_LIFE_TRAINING;
  const capped = `RMSE ${rmse.toFixed(2)} (truth capped at ${cap}), ${rawRmse.toFixed(2)} (raw truth)`;
  const held = `${(100 * meant).toFixed(0)} % interval covers ${(100 * coverage).toFixed(1)} %`;
  return `${capped}, ${held}, ${width.toFixed(0)} cycles wide`;
}

function drifts(set: string, data: string, out: string): readonly string[] {
  const lives = alarmsBeforeFailure(readTable(join(data, `train_${set}.csv`)));
  writeTable(
    join(out, `alarms_${set}.csv`),
    ["engine", "life", "alarm", "lead"],
    lives.map(({ engine, life, alarm }) => [engine, life, alarm ?? "", alarm === undefined ? "" : life - alarm]),
  );
  const leads = lives.flatMap(({ life, alarm }) => (alarm === undefined ? [] : [life - alarm])).sort((a, b) => a - b);
  const median = leads[leads.length >> 1] ?? "-";
  const alarmed = `a drift alarm for ${leads.length} of ${lives.length} engines before failure`;
  return [`${set}: ${alarmed}, median ${median} cycles ahead`];
}
