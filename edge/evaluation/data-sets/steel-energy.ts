import { join } from "node:path";
import { learnEnergyModel, predictLoad } from "../../energy/baseline/energy-model.ts";
import type { LoadSeries } from "../../energy/baseline/load-series.ts";
import { type ModelFit, modelFit } from "../../energy/baseline/model-fit.ts";
import type { DataSet } from "./data-set.ts";
import { readTable, type Table, writeTable } from "./table.ts";

const STEPS_PER_DAY = 96;
const STEPS_PER_HOUR = 4;
/** Of a whole year, nine months: the model learns from them and is then frozen. */
const LEARNED_SHARE = 0.75;
const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/** Hours of the plant's tariff: they follow from its calendar, public holidays included, and are known ahead. */
const LOAD_TYPES = ["Light_Load", "Medium_Load", "Maximum_Load"];
/** Measured with the amount: a forecast knows them only up to the step before. */
const REACTIVE = {
  lagging: "Lagging_Current_Reactive.Power_kVarh",
  leading: "Leading_Current_Reactive_Power_kVarh",
} as const;

/** Steel plant of DAEWOO in Gwangyang (UCI 851): its meter, a quarter of an hour ahead. */
export const steelEnergy: DataSet = {
  about: "pred.csv with actual,predicted: kWh of each quarter of an hour after the learned part, one step ahead",
  score({ data, out, seed }) {
    const series = seriesOf(readTable(join(data, "steel_industry.csv")));
    const { length } = series.amounts;
    const cut = Math.round((LEARNED_SHARE * length) / STEPS_PER_DAY) * STEPS_PER_DAY;
    const model = learnEnergyModel(series, { knowledge: "history", end: cut, seed, members: 4 });
    const predicted = predictLoad(model, series, cut);
    const actual = Array.prototype.slice.call(series.amounts, cut) as number[];
    writeTable(
      join(out, "pred.csv"),
      ["actual", "predicted"],
      actual.map((value, at) => [value, (predicted[at] as number).toFixed(4)]),
    );
    const before = Array.prototype.slice.call(series.amounts, cut - 1, length - 1) as number[];
    return [
      `learned from ${cut / STEPS_PER_DAY} days and frozen, judged on the next ${(length - cut) / STEPS_PER_DAY}`,
      fitLine("one quarter of an hour ahead", modelFit(actual, predicted)),
      fitLine("the same by the hour (sums of four such steps)", modelFit(hourly(actual), hourly([...predicted]))),
      fitLine("without a model: as the step before", modelFit(actual, before)),
    ];
  },
};

function seriesOf(table: Table): LoadSeries {
  const measured = Object.entries(REACTIVE).map(([name, column]) => ({ name, values: table.numbers(column) }));
  const hours = table.texts("Load_Type").map((type) => LOAD_TYPES.indexOf(type));
  // The row of midnight has the date of the day that ends: the first step of a day is its second row.
  const first = WEEKDAYS.indexOf(table.texts("Day_of_week")[0] ?? "");
  return {
    stepsPerDay: STEPS_PER_DAY,
    slots: hours.map((_, step) => step % STEPS_PER_DAY),
    weekdays: hours.map((_, step) => (first + Math.floor(step / STEPS_PER_DAY)) % 7),
    amounts: table.numbers("Usage_kWh"),
    drivers: [{ name: "tariff", values: hours }],
    measured,
  };
}

function hourly(values: readonly number[]): number[] {
  return Array.from({ length: Math.floor(values.length / STEPS_PER_HOUR) }, (_, hour) =>
    values.slice(hour * STEPS_PER_HOUR, (hour + 1) * STEPS_PER_HOUR).reduce((sum, value) => sum + value, 0),
  );
}

function fitLine(what: string, { n, cvRmsePercent, nmbePercent }: ModelFit): string {
  return `${what}: CV(RMSE) ${cvRmsePercent.toFixed(1)} %, NMBE ${nmbePercent.toFixed(2)} %, ${n} steps`;
}
