import { DataType, StatusCodes, type UAVariable, VariantArrayType } from "node-opcua";
import type { Recorder, Recording } from "../../kernel/recording.ts";
import { namespaceOf, placeAt } from "./address.ts";
import type { StationNodes } from "./station-nodes.ts";

/** Values that accompany the points, in the order in which they are written: before the points. */
const SIBLINGS = {
  rate: [DataType.Double, ({ rateHz }: Recording) => rateHz],
  speed: [DataType.Double, ({ rpm }: Recording) => rpm],
  tool: [DataType.Int32, ({ tool }: Recording) => tool],
  program: [DataType.String, ({ program }: Recording) => program],
  piece: [DataType.String, ({ piece }: Recording) => piece],
} as const;

/**
 * Shows a machine's recordings: one float array per channel and its accompanying values, written together with one
 * source time.
 */
export class RecordingNodes {
  readonly variables: readonly UAVariable[];
  readonly #recorder: Recorder;
  readonly #siblings: readonly (readonly [
    variable: UAVariable,
    dataType: DataType,
    read: (recording: Recording) => number | string,
  ])[];
  readonly #channels: readonly (readonly [channel: string, variable: UAVariable])[];
  readonly #shown = new Map<UAVariable, number | string>();

  constructor(nodes: StationNodes, recorder: Recorder) {
    this.#recorder = recorder;
    const add = (name: string, dataType: DataType, isArray: boolean): UAVariable => {
      const { parent, browseName } = placeAt(nodes.object, nodes.recordingPath(`${recorder.component}/${name}`));
      return namespaceOf(nodes.object).addVariable({
        browseName,
        componentOf: parent,
        dataType,
        ...(isArray ? { valueRank: 1, arrayDimensions: [0] } : {}),
      });
    };
    this.#siblings = Object.entries(SIBLINGS).map(
      ([name, [dataType, read]]) => [add(name, dataType, false), dataType, read] as const,
    );
    this.#channels = recorder.channels.map((channel) => [channel, add(channel, DataType.Float, true)] as const);
    this.variables = [
      ...this.#siblings.map(([variable]) => variable),
      ...this.#channels.map(([, variable]) => variable),
    ];
  }

  /**
   * Shows the newest recording, if there is a new one, by a clock that is ahead by `offsetMs`. Returns the number of
   * written values.
   */
  publish(nowMs: number, offsetMs: number): number {
    const recording = this.#recorder.take(nowMs);
    if (recording === undefined) return 0;
    const time = new Date(recording.endMs + offsetMs);
    let written = 0;
    for (const [variable, dataType, read] of this.#siblings) {
      const value = read(recording);
      if (this.#shown.get(variable) === value) continue;
      this.#shown.set(variable, value);
      variable.setValueFromSource({ dataType, value }, StatusCodes.Good, time);
      written++;
    }
    for (const [channel, variable] of this.#channels) {
      variable.setValueFromSource(
        { dataType: DataType.Float, arrayType: VariantArrayType.Array, value: recording.channels.get(channel) },
        StatusCodes.Good,
        time,
      );
      written++;
    }
    return written;
  }
}
