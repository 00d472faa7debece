/** Measures that cannot be those of one part. */
import { numberAt } from "./loose.ts";

interface Trouble {
  /** Absent: the measures together. */
  readonly field?: string;
  readonly message: string;
  readonly remedy: string;
}

/** Shares of a ratio that a rounded figure may differ by. */
const ROUNDED = 0.01;

/** What is impossible about the measures of a component; empty where nothing is. */
export function geometryTroubles(kind: string | undefined, geometry: Record<string, unknown>): readonly Trouble[] {
  if (kind === "bearing") return bearingTroubles(geometry);
  return [...ratioTroubles(geometry), ...beltTroubles(geometry)];
}

/** Its frequencies need all three measures; the rolling elements must fit into the row. */
function bearingTroubles(geometry: Record<string, unknown>): readonly Trouble[] {
  const names = ["balls", "ballDiameterMm", "pitchDiameterMm"] as const;
  const missing = names.filter((name) => geometry[name] === undefined);
  if (missing.length > 0)
    return missing.length === names.length && geometry["contactAngleDeg"] === undefined
      ? []
      : [
          {
            message: `the frequencies of the bearing need ${missing.join(" and ")} too`,
            remedy: "give balls, ballDiameterMm and pitchDiameterMm, or the designation alone",
          },
        ];
  const [balls, ball, pitch] = names.map((name) => numberAt(geometry, name));
  if (balls === undefined || ball === undefined || pitch === undefined) return [];
  if (ball >= pitch)
    return [
      {
        field: "ballDiameterMm",
        message: `the rolling elements (${ball} mm) are not smaller than their circle (${pitch} mm)`,
        remedy: "the pitch diameter goes through the middles of the rolling elements",
      },
    ];
  const most = Math.floor(Math.PI / Math.asin(ball / pitch));
  return balls > most
    ? [
        {
          field: "balls",
          message: `${balls} rolling elements of ${ball} mm do not fit on a circle of ${pitch} mm: at most ${most}`,
          remedy: "give the rolling elements of one row, and diameters in millimetres",
        },
      ]
    : [];
}

function ratioTroubles(geometry: Record<string, unknown>): readonly Trouble[] {
  const [teeth, driven, ratio] = ["teeth", "drivenTeeth", "ratio"].map((name) => numberAt(geometry, name));
  if (teeth === undefined || driven === undefined || ratio === undefined) return [];
  const meant = driven / teeth;
  return Math.abs(ratio / meant - 1) <= ROUNDED
    ? []
    : [
        {
          field: "ratio",
          message: `the ratio ${ratio} is not ${driven} : ${teeth} = ${Number(meant.toPrecision(4))}`,
          remedy: "take ratio out, or correct the teeth",
        },
      ];
}

function beltTroubles(geometry: Record<string, unknown>): readonly Trouble[] {
  const [length, pulley] = ["lengthMm", "pulleyDiameterMm"].map((name) => numberAt(geometry, name));
  if (length === undefined || pulley === undefined || length > Math.PI * pulley) return [];
  return [
    {
      field: "lengthMm",
      message: `a belt of ${length} mm does not reach around its pulley of ${pulley} mm`,
      remedy: "give the length all around, in millimetres",
    },
  ];
}
