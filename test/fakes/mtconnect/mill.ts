/** The machine of the test agent. */
import { type FakeItem, itemText } from "./documents.ts";

/** A device with position, program, execution, a time series, a data set and two conditions. */
export const ITEMS = {
  avail: { id: "avail", category: "EVENT", type: "AVAILABILITY" },
  x: { id: "x", category: "SAMPLE", type: "POSITION", attributes: 'name="Xact" subType="ACTUAL" units="MILLIMETER"' },
  path: { id: "path", category: "SAMPLE", type: "PATH_POSITION", attributes: 'units="MILLIMETER_3D"' },
  exec: { id: "exec", category: "EVENT", type: "EXECUTION", attributes: 'name="execution"' },
  program: { id: "program", category: "EVENT", type: "PROGRAM" },
  series: {
    id: "series",
    category: "SAMPLE",
    type: "ACCELERATION",
    attributes: 'units="MILLIMETER/SECOND^2" representation="TIME_SERIES" sampleRate="1000"',
  },
  vars: { id: "vars", category: "EVENT", type: "VARIABLE", attributes: 'representation="DATA_SET"' },
  offsets: { id: "offsets", category: "EVENT", type: "WORK_OFFSET", attributes: 'representation="TABLE"' },
  system: { id: "system", category: "CONDITION", type: "SYSTEM", attributes: 'name="sys"' },
  motion: { id: "motion", category: "CONDITION", type: "MOTION_PROGRAM" },
  asset: { id: "asset", category: "EVENT", type: "ASSET_CHANGED" },
} as const satisfies Readonly<Record<string, FakeItem>>;

export const DEVICES =
  `<Device id="d1" uuid="vmc-1" name="VMC"><Description manufacturer="Fake" serialNumber="7">A mill</Description>` +
  `<DataItems>${itemText(ITEMS.avail)}${itemText(ITEMS.asset)}</DataItems><Components>` +
  `<Axes id="ax"><Components><Linear id="lx" name="X"><DataItems>${itemText(ITEMS.x)}${itemText(ITEMS.series)}` +
  `</DataItems></Linear></Components></Axes>` +
  `<Controller id="c"><DataItems>${itemText(ITEMS.system)}</DataItems><Components>` +
  `<Path id="p" name="path1"><DataItems>` +
  `${[ITEMS.path, ITEMS.exec, ITEMS.program, ITEMS.vars, ITEMS.offsets, ITEMS.motion].map(itemText).join("")}` +
  `</DataItems></Path></Components></Controller></Components></Device>`;
