/** An OPC UA server of one robot cell with a gate, its bolt and a cabinet, and a plant's folder that reads it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type AddressSpace,
  DataType,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  StatusCodes,
  type UAVariable,
} from "node-opcua";
import { SITE } from "../config/plant-folder.ts";
import { freePort } from "../net/free-port.ts";

const NAMESPACE = "urn:gemba:cell";

export interface CellServer {
  /** Plant's folder. */
  readonly folder: string;
  gate(state: { readonly isOpen: boolean; readonly isLocked: boolean }): void;
  heat(celsius: number): void;
  stop(): Promise<void>;
}

export async function cellServer(folder: string): Promise<CellServer> {
  const port = await freePort();
  const server = new OPCUAServer({
    port,
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    nodesets: [nodesets.standard],
    serverCertificateManager: new OPCUACertificateManager({ rootFolder: join(folder, "pki") }),
  });
  await server.initialize();
  const space = server.engine.addressSpace as AddressSpace;
  const own = space.registerNamespace(NAMESPACE);
  const cell = own.addObject({ browseName: "Cell", organizedBy: space.rootFolder.objects });
  const add = (browseName: string, dataType: DataType): UAVariable =>
    own.addVariable({ browseName, componentOf: cell, dataType });
  const [open, locked] = [add("Open", DataType.Boolean), add("Locked", DataType.Boolean)];
  const heat = add("Heat", DataType.Double);
  await server.start();
  writeFileSync(join(folder, "gemba.yaml"), plant(port));
  writeFileSync(join(folder, "site.yaml"), SITE);
  const set = (node: UAVariable, dataType: DataType, value: unknown) =>
    node.setValueFromSource({ dataType, value }, StatusCodes.Good, new Date());
  return {
    folder,
    gate({ isOpen, isLocked }) {
      set(open, DataType.Boolean, isOpen);
      set(locked, DataType.Boolean, isLocked);
    },
    heat: (celsius) => set(heat, DataType.Double, celsius),
    stop: () => server.shutdown(0),
  };
}

const plant = (port: number): string => `gemba: 1
include: [site.yaml]
namespaces: { own: "${NAMESPACE}" }
zones:
  - { id: cell, name: { zh: 单元, en: Cell }, kind: area, polygon: [[0, 0], [4, 0], [4, 4], [0, 4]] }
  - { id: aisle, name: { zh: 通道, en: Aisle }, kind: area, polygon: [[4, 0], [8, 0], [8, 4], [4, 4]] }
sources:
  - { name: line, kind: opcua, endpoint: "opc.tcp://127.0.0.1:${port}", security: { mode: none, insecure: true } }
types:
  guarded:
    kind: box
    tags:
      - { component: cell, signal: gate-open, name: { zh: 门, en: Gate open }, type: boolean, role: gate-open,
          binding: { path: "own:Open", every: 100 } }
      - { component: cell, signal: gate-locked, name: { zh: 锁, en: Gate locked }, type: boolean,
          binding: { path: "own:Locked", every: 100 } }
      - { component: cabinet, signal: temperature, name: { zh: 温度, en: Temperature }, type: number, unit: Cel,
          range: [0, 100], limits: { high: 50, highHigh: 60 }, binding: { path: "own:Heat", every: 100 } }
assets:
  - uid: "urn:t:cell"
    label: C1
    type: guarded
    name: { zh: 单元, en: Cell }
    path: acme/one/hall/c1
    pose: { x: 2, y: 2 }
    source: line
    address: { root: /Objects/own:Cell }
detectors:
  limits: { onDelayS: 0, offDelayS: 0 }
`;
