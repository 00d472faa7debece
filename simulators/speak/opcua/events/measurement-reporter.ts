import { type AddressSpace, DataType, type UADataType, type UAEventType } from "node-opcua";
import type { PlantEvent } from "../../../kernel/events.ts";
import { namespaceNamed } from "../address.ts";
import type { StructureType } from "../structure-nodeset.ts";
import { addEventType, raise } from "./event-type.ts";
import type { EventReporter, ReporterSite } from "./reporter.ts";

/** One measured feature; docs/material-events.md describes its fields. */
export const FEATURE_TYPE: StructureType = {
  name: "FeatureDataType",
  fields: [
    ["Name", "String"],
    ["Unit", "String"],
    ["Lower", "Double"],
    ["Upper", "Double"],
    ["Actual", "Double"],
    ["Passed", "Boolean"],
  ],
};

/** ResultEvaluationEnum of OPC 40001-101. */
const OK = 1;
const NOT_OK = 2;

/**
 * Reports the results of measuring stations by Machinery Result (OPC 40001-101) with the features in the site's own
 * part.
 */
export class MeasurementReporter implements EventReporter {
  readonly #space: AddressSpace;
  readonly #site: ReporterSite;
  readonly #type: UAEventType;
  readonly #result: UADataType;
  readonly #metaData: UADataType;
  readonly #feature: UADataType;
  #count = 0;

  constructor(space: AddressSpace, site: ReporterSite) {
    this.#space = space;
    this.#site = site;
    const [res, bj] = [namespaceNamed(space, "res"), namespaceNamed(space, "bj")];
    const base = space.findEventType("ResultReadyEventType", res.index);
    if (base === null) throw new Error("the Machinery Result nodeset is not loaded");
    this.#result = space.findDataType("ResultDataType", res.index) as UADataType;
    this.#metaData = space.findDataType("ResultMetaDataType", res.index) as UADataType;
    this.#feature = space.findDataType(FEATURE_TYPE.name, bj.index) as UADataType;
    // The standard's type is abstract, so every server brings its own.
    this.#type = addEventType(bj, "MeasurementEventType", { base, fields: [["Features", "Structure", "array"]] });
  }

  report(event: PlantEvent): void {
    if (event.type !== "operation-completed" || event.features.length === 0) return;
    const timeMs = event.timeMs + this.#site.offsetMs(event.station);
    const resultMetaData = this.#space.constructExtensionObject(this.#metaData, {
      resultId: `${event.station}-${++this.#count}`,
      isSimulated: true,
      partId: event.piece,
      productId: event.variant,
      jobId: event.job,
      creationTime: new Date(timeMs),
      resultEvaluation: event.verdict === "good" ? OK : NOT_OK,
    });
    const features = event.features.map(({ feature, unit, lower, upper, value, ok }) =>
      this.#space.constructExtensionObject(this.#feature, {
        name: feature,
        unit,
        lower,
        upper,
        actual: value,
        passed: ok,
      }),
    );
    raise(this.#site.objectOf(event.station), this.#type, {
      head: { timeMs, message: `${event.station} ${event.piece} ${event.verdict}` },
      fields: {
        Result: {
          dataType: DataType.ExtensionObject,
          value: this.#space.constructExtensionObject(this.#result, { resultMetaData, resultContent: [] }),
        },
        "Result.ResultMetaData": { dataType: DataType.ExtensionObject, value: resultMetaData },
        Features: { dataType: DataType.ExtensionObject, arrayType: "Array", value: features },
      },
    });
  }
}
